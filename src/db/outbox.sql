-- query outbox_add exec
-- in county:county_code id:int topic:outbox_topic object:int
INSERT INTO outbox(county, id, topic, object) VALUES (:county, :id, :topic, :object);
