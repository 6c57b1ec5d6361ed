-- Part of a name is looked up by its groups of three letters, and only among the partner's own clients. Both extensions
-- come with PostgreSQL, and the owner of a database may create them.
create extension if not exists pg_trgm;
create extension if not exists btree_gin;
create index client_name_part on client using gin (partner_id, lower(name) gin_trgm_ops);

-- A list by status goes on where the page before ended.
create index client_by_status on client (partner_id, status, client_id) where existence = 'LISTED';
