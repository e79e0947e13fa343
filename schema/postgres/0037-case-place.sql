-- Cases that units have or that wait for their rating, by place: what an office of a township counts on its desk, the same
-- that its lists show. An opinion just sent is not in it. "+ 0" keeps it from lists in the order of ids, which would have to sort.
CREATE INDEX case_place ON casefile(county, region, state) WHERE state + 0 >= 6 AND state + 0 <= 9;
