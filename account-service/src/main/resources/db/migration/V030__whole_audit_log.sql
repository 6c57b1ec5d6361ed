-- From where a change was made, through what, whom it concerns, and inside which client somebody of the partner acted.
alter table audit_entry
    add column channel      text not null default 'SERVICE',
    -- Null: it concerns the partner alone.
    add column client_id    uuid,
    add column on_behalf_of uuid,
    add column address      text,
    -- What is told more than once, in events of their own, is kept once.
    add column once_key     text;

-- What was kept so far was asked for by people and programs, except for what names a service.
update audit_entry
    set channel = case when actor like '%@%' then 'PORTAL' when actor like '/%' then 'SERVICE' else 'INTEGRATION' end,
        client_id = case when subject = 'CLIENT' then subject_id end;

alter table audit_entry
    alter column channel drop default,
    add constraint audit_entry_channel check (channel in ('PORTAL', 'INTEGRATION', 'SERVICE')),
    add constraint audit_entry_acts_inside_whom_it_concerns check (on_behalf_of is null or on_behalf_of = client_id);

create unique index audit_entry_once on audit_entry (partner_id, once_key) where once_key is not null;
-- The log is read from its newest entry back: all of it, what concerns one client, or what became of one thing.
create index audit_entry_by_time on audit_entry (partner_id, occurred_at, entry_id);
create index audit_entry_by_client on audit_entry (partner_id, client_id, occurred_at, entry_id) where client_id is not null;
create index audit_entry_by_subject on audit_entry (partner_id, subject_id, entry_id);

-- Nobody changes what was kept, not even by mistake in the service itself: its own login may only read and add.
revoke update, delete, truncate on audit_entry from public, current_user;
