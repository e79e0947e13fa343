/*
 * layout: the frame around every page, and the page of an error.
 *
 * house.draw_* point here. A reader without a session, and anybody on a page
 * for everybody, gets the public header; staff pages get the rail, whose items
 * come from the route tables, so that it never shows a door that is closed.
 * Nothing here fails: without a database a page only loses the tenant's name.
 */
#ifndef WEB_LAYOUT_H
#define WEB_LAYOUT_H

#include "http/route.h"
#include "web/page.h"

/* An entry of a menu. word MSG_NONE ends a list; without a path it is a heading. */
struct nav_item {
	const char *path;
	enum msg    word;
	bool        here;
};

/* A place one can switch to. */
struct place_item {
	struct str path, name;
	bool       here;
};

/* What layout.html needs besides the page. */
struct frame {
	struct str             title, brand;
	struct str back; /* this page, for the switches; "" when it cannot be asked for again */
	const struct nav_item *nav;
	struct str             scope;          /* the acting grant's place */
	const struct place_item *places;       /* of the switch in the public header */
	size_t                 n_places;
	bool                   more_places;    /* than the switch names */
	county_code            county;         /* whose public page this is; 0: nobody's */
	bool                   staff, demo;
};

struct error_view {
	enum err         why;
	const char      *icon;
	struct str       again;                /* where to begin anew; "" unknown */
	struct str       back;                 /* where to go after signing in */
};

/* Label and value of what people wrote themselves in a form that was sent. */
struct typed_texts {
	const struct pair *v;
	size_t             n;
};

/* Those of this request; none unless it is a POST. */
struct typed_texts layout_typed(struct req *r);

/* house.draw_page_begin: all that stands before the handler's template. */
struct page *layout_begin(struct req *r, struct str title);

/* house.draw_page_end: all that stands behind it. */
void layout_end(struct page *p);

/* house.draw_page_ask: what layout_begin() will ask, sent ahead. */
void layout_ask(struct req *r, county_code county);

/* house.draw_error: the page of an error with what was typed, and its status. */
enum err layout_error(struct req *r, enum err e) MUST_USE;

/* A path of ours that a reader sent along: "/" when it leads anywhere else. */
struct str layout_back(struct req *r, struct str path);

/* A link to a path of ours, checked by layout_back(): what no template may make from a value. */
void put_link(struct page *p, struct str path, struct str words, const char *class, bool current);

/* Where an item of the public menu leads on a page of a county: to what that county has. */
struct str layout_in_county(struct req *r, county_code county, struct str path);

/* True when the acting reader may GET this path. */
bool layout_may(const struct req *r, const char *path);

/* GET /view and GET /lang: the switches for large print, colours and language. */
extern const struct route web_routes[];

#endif
