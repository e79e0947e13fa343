-- A search's statements keep one plan for any words and any windows. Left to itself the server plans
-- them anew each time, because a plan for known windows looks cheaper than one for all: which index to
-- take is decided by the function, so there was nothing to win, and it took two fifths of the search.
ALTER FUNCTION search_find(bigint, bigint, bigint, bigint, bigint[], bigint) SET plan_cache_mode = force_generic_plan;
