# How much a county, a city, a province and the country ask of machines: the
# arithmetic of docs/scale.md. Every input can be set:
#
#   awk -v opinions=100 -f bench/scale.awk
#
# M: measured here (RESULTS.md, docs/scale.md); S: from a source; E: estimated.

function value(name, otherwise) { return name == "" ? otherwise : name + 0 }

BEGIN {
	residents = value(residents, 1.4e9)         # S
	deputies = value(deputies, 2.8e6)           # S
	places = value(places, 665271)              # M: regions of the division table, each taken as one place
	counties = value(counties, 2844)            # S
	cities = value(cities, 333)                 # S
	provinces = value(provinces, 31)            # S: those with people's congresses of their own

	opinions = value(opinions, 20)              # E: a year and place; 100 is a busy year
	steps = value(steps, 8)                     # E: forms posted for one opinion (M: 5.95 events each in the demonstration)
	pages = value(pages, 60)                    # E: pages read for one opinion: 10 cases, 20 lists, 30 public pages
	working = value(working, 250 * 8 * 3600)    # E: seconds a year in which the work is done
	peak = value(peak, 10)                      # E: the busiest minute against the mean of those seconds

	submit_us = value(submit_us, 750)           # M: two cores / 2,660 acknowledged a second; the load's own part is in it
	case_us = value(case_us, 79)                # M: processor time of one page on SQLite
	list_us = value(list_us, 277)               # M
	public_us = value(public_us, 47)            # M
	postgres = value(postgres, 1 / 0.3)         # E: the promise of at least 0.3 of SQLite's throughput
	busy = value(busy, 0.3)                     # E: how much of a machine may be used at the peak

	case_bytes = value(case_bytes, 2455)        # M: (2,361.8 MB - 70.8 MB of divisions + 163.9 MB word index) / 1,000,000
	pg_bytes = value(pg_bytes, 3.1)             # M: 81.1 MB against 25.9 MB for 10,000 cases just made
	photo_bytes = value(photo_bytes, 150000)    # E: half of all opinions with a picture of 300 KB
	wal_bytes = value(wal_bytes, 10000)         # E: log written for one step
	years = value(years, 5)                     # E: kept on the machine

	us = steps * submit_us + pages / 6 * case_us + pages / 3 * list_us + pages / 2 * public_us
	printf "one opinion: %.1f ms of processor time on SQLite, %.1f ms on PostgreSQL; %.1f KB of rows, %.0f KB of pictures\n\n",
		us / 1000, us * postgres / 1000, case_bytes / 1000, photo_bytes / 1000
	printf "| %-8s | %9s | %8s | %9s | %8s | %8s | %7s | %7s | %9s | %9s | %8s |\n", "one", "residents", "places", "opinions",
		"writes/s", "pages/s", "SQLite", "PG", "rows", "pictures", "log"
	printf "| %-8s | %9s | %8s | %9s | %8s | %8s | %7s | %7s | %9s | %9s | %8s |\n", "", "", "", "a year",
		"at peak", "at peak", "cores", "cores", years " years", years " years", "a day"
	print "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"
	row("county", counties)
	row("city", cities)
	row("province", provinces)
	row("country", 1)
}

function short(n) {
	if (n >= 1e6)
		return n >= 1e9 ? sprintf("%.2f G", n / 1e9) : sprintf("%.1f M", n / 1e6)
	return n >= 1e4 ? sprintf("%.0f k", n / 1e3) : sprintf("%.0f", n)
}
function bytes(n) {
	return n >= 1e12 ? sprintf("%.1f TB", n / 1e12) : n >= 1e9 ? sprintf("%.0f GB", n / 1e9) : sprintf("%.0f MB", n / 1e6)
}

function row(name, parts,    cases, per_s) {
	cases = places * opinions / parts
	per_s = cases / working * peak
	printf "| %-8s | %9s | %8s | %9s | %8.1f | %8.1f | %7.2f | %7.2f | %9s | %9s | %8s |\n", name, short(residents / parts),
		short(places / parts), short(cases), per_s * steps, per_s * pages, per_s * us / 1e6 / busy,
		per_s * us * postgres / 1e6 / busy, bytes(cases * years * case_bytes * (parts > 500 ? 1 : pg_bytes)),
		bytes(cases * years * photo_bytes), bytes(cases * steps * wal_bytes / 250)
}
