-- Programs read each notice of a partner's once, to however many of its people it was told.
create index notification_by_key on notification (partner_id, once_key);
