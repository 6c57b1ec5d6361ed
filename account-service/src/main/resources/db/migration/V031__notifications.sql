-- What people were told of. A notice belongs to one user, and goes with them.
create table notification (
    partner_id      uuid        not null,
    notification_id uuid        not null,
    user_id         uuid        not null,
    kind            text        not null,
    subject         text        not null,
    subject_id      uuid        not null,
    client_id       uuid,
    -- Words that name no amount.
    title           text        not null,
    body            text        not null,
    -- Only where the user might see them when they were told.
    amounts         jsonb,
    -- False: they chose to hear of it by e-mail alone.
    in_portal       boolean     not null,
    occurred_at     timestamptz not null,
    read_at         timestamptz,
    -- Nobody is told of the same thing twice, whatever is repeated.
    once_key        text        not null,

    primary key (partner_id, notification_id),
    constraint notification_of_user foreign key (partner_id, user_id) references account_user on delete cascade,
    constraint notification_once unique (partner_id, user_id, once_key)
);
create index notification_of_reader on notification (partner_id, user_id, notification_id);
create index notification_unread on notification (partner_id, user_id) where read_at is null and in_portal;

-- Mails that are to go out: written with the notice, sent in the background until a server takes them.
create table mail (
    partner_id      uuid        not null,
    mail_id         uuid        not null,
    notification_id uuid        not null,
    state           text        not null,
    tries           int         not null,
    due_at          timestamptz not null,
    sent_at         timestamptz,
    last_failure    text,

    primary key (partner_id, mail_id),
    constraint mail_of_notification foreign key (partner_id, notification_id) references notification on delete cascade,
    constraint mail_once unique (partner_id, notification_id),
    constraint mail_state check (state in ('PENDING', 'SENT', 'GIVEN_UP')),
    constraint mail_sent_at check ((state = 'SENT') = (sent_at is not null))
);
-- What is to be done next is found without reading what is done.
create index mail_due on mail (due_at) where state = 'PENDING';

-- How people want to hear of what, where they chose otherwise than is usual.
create table notification_choice (
    partner_id uuid    not null,
    user_id    uuid    not null,
    kind       text    not null,
    portal     boolean not null,
    email      boolean not null,

    primary key (partner_id, user_id, kind),
    constraint notification_choice_of_user foreign key (partner_id, user_id) references account_user on delete cascade
);
