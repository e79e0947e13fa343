-- Spreads the tables over a Citus cluster: run once on the coordinator by the owner
-- of the tables, after the migrations and before the first county is loaded
-- (docs/scale.md). A county's rows of all tenant tables lie together on one node, so
-- a statement that names its county is sent there whole; what is the same for all
-- is copied to every node. A new table needs its line here; tests/pg/schemas.sh
-- compares this file with schema/tables.txt. Debian has no Citus, so nobody has run
-- it on a cluster yet.
--
-- The rule of the rows is checked on the nodes, which must know the transaction's
-- scope. The program says it as SET LOCAL, one setting a statement; with this, Citus
-- says the same on each node before the first statement there. It counts from the
-- next connection on.
DO $$ BEGIN
	EXECUTE format('ALTER DATABASE %I SET citus.propagate_set_commands = ''local''', current_database());
END $$;

-- The one trigger refuses changes of audit rows and touches nothing else.
SET citus.enable_unsafe_triggers = on;

SELECT create_reference_table('region');
SELECT create_reference_table('region_import');
SELECT create_reference_table('pack');
SELECT create_reference_table('term');
SELECT create_reference_table('pack_section');
SELECT create_reference_table('pack_item');
SELECT create_reference_table('pack_draft');
SELECT create_reference_table('holiday');
SELECT create_reference_table('account');
SELECT create_reference_table('grants');
SELECT create_reference_table('invite');
SELECT create_reference_table('totp');
SELECT create_reference_table('recovery');
SELECT create_reference_table('code');
SELECT create_reference_table('tenant');
SELECT create_reference_table('setting');
SELECT create_reference_table('saved_view');
SELECT create_reference_table('directory');
SELECT create_reference_table('directory_word');

SELECT create_distributed_table('casefile', 'county');
SELECT create_distributed_table('session', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('person', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('seat', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('person_contact', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('deputy_default', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('deputy_batch', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('deputy_batch_row', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('deputy_sheet', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('deputy_count', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('station', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('unit', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('unit_batch', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('unit_batch_row', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('duty', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('station_mark', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('expert', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('equipment', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('site', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('site_mark', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('upgrade', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('plan', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('plan_gate', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('coverage_target', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('place_event', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('case_serial', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('case_text', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('contact', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('case_part', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('reply', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('rating', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('case_event', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('public_case', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('code_try', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('stock', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('flow', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('tally', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('audit', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('form_key', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('search_text', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('serial', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('obligation', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('obligation_event', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('inspection', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('inspection_item', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('standing', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('link', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('link_visit', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('post', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('post_event', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('meeting', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('drive', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('drive_stream', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('file', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('file_blob', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('outbox', 'county', colocate_with => 'casefile');
SELECT create_distributed_table('calendar_entry', 'county', colocate_with => 'casefile');
