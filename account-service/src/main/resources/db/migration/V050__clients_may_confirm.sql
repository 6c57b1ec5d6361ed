-- Whether the administrators of a partner's clients, and whoever manages their seats, may confirm what the partner pays for.
alter table partner add column clients_may_confirm boolean not null default true;
alter table partner alter column clients_may_confirm drop default;
