-- What is owed and paid. Amounts are numeric in the currency's own decimals; a partner's rows are found by its id first.

-- Price lists as operators loaded them, under the nil partner: prices are data. One row is never changed.
create table catalog (
    partner_id     uuid        not null,
    currency       text        not null,
    version        text        not null,
    effective_from date        not null,
    -- The price list as it was loaded and checked.
    document       text        not null,
    loaded_at      timestamptz not null,
    loaded_by      text        not null,

    primary key (partner_id, currency, version)
);

-- What a partner subscribes to. Its row lock orders every decision about the plan, its charges and payments.
create table plan (
    partner_id            uuid        not null,
    -- The partner's id for the partner's own plan, a client's for that of a client billed by the vendor.
    plan_id               uuid        not null,
    currency              text        not null,
    -- The price list that the running period is priced by.
    catalog_version       text        not null,
    billing_interval      text        not null,
    anchor_day            int         not null,
    start_on              date        not null,
    zone                  text        not null,
    program               text        not null,
    -- Codes in order, separated by commas.
    add_ons               text        not null,
    seats                 int         not null,
    retiring              int         not null,
    standing              text        not null,
    proration_collection  text        not null,
    payer_name            text        not null,
    payer_email           text        not null,
    -- The running period, a row of plan_period.
    period_start          date        not null,
    -- The instant at which the running period is over: what the search for due plans goes by.
    period_ends_at        timestamptz not null,
    -- Since when seat-service is asked what leaves with the running period; null before it is over.
    ending_asked_at       timestamptz,
    -- When it answered; then the next period starts as soon as no charge is under way.
    ending_answered_at    timestamptz,
    -- Retiring seats that are known to have left with the running period.
    leaving               int         not null,
    version               int         not null,

    primary key (partner_id, plan_id),
    constraint plan_interval_known check (billing_interval in ('MONTHLY', 'ANNUAL')),
    constraint plan_anchor_is_a_day check (anchor_day between 1 and 31),
    constraint plan_retires_what_it_has check (retiring between 0 and seats),
    constraint plan_standing_known check (standing in ('ACTIVE', 'PAST_DUE')),
    constraint plan_collection_known check (proration_collection in ('IMMEDIATE', 'NEXT_INVOICE')),
    constraint plan_answered_when_asked check (ending_answered_at is null or ending_asked_at is not null)
);

-- Finds the plans whose period is over.
create index plan_due on plan (period_ends_at);

-- A billing period of a plan and the fee level that is paid for in it.
create table plan_period (
    partner_id  uuid    not null,
    plan_id     uuid    not null,
    start_on    date    not null,
    end_on      date    not null,
    -- The denominator of prorations: in a stub the days of the full period.
    period_days int     not null,
    paid_fee    numeric not null,
    -- The exact sum charged, times period_days: kept whole, so that rounding never adds up.
    fee_days    numeric not null,
    charged     numeric not null,

    primary key (partner_id, plan_id, start_on),
    constraint plan_period_of_a_plan foreign key (partner_id, plan_id) references plan,
    constraint plan_period_has_days check (start_on < end_on and period_days >= end_on - start_on),
    -- No more is given back than was paid.
    constraint plan_period_paid_not_negative check (paid_fee >= 0 and fee_days >= 0 and charged >= 0)
);

-- What a change would cost. Never changed: another price is another quote.
create table quote (
    partner_id      uuid        not null,
    id              uuid        not null,
    plan_id         uuid        not null,
    change_id       uuid        not null,
    shortfall       int         not null,
    currency        text        not null,
    prorated_charge numeric     not null,
    current_fee     numeric     not null,
    next_period_fee numeric     not null,
    remaining_days  int         not null,
    period_days     int         not null,
    period_end      date        not null,
    -- The local day that it was priced for.
    quoted_on       date        not null,
    expires_at      timestamptz not null,

    primary key (partner_id, id),
    constraint quote_of_a_plan foreign key (partner_id, plan_id) references plan,
    constraint quote_not_negative check (prorated_charge >= 0 and shortfall > 0)
);

-- Finds the latest quote of a change.
create index quote_of_change on quote (partner_id, change_id, id);

-- A confirmed purchase and what became of it.
create table charge (
    partner_id    uuid        not null,
    id            uuid        not null,
    plan_id       uuid        not null,
    change_id     uuid        not null,
    shortfall     int         not null,
    -- The quote that was confirmed; null where any price was agreed to.
    quote_id      uuid,
    -- Where the confirmation stands among the partner's: charges are made in this order.
    sequence      bigint      not null,
    -- The asking that is answered.
    attempt       int         not null,
    confirmed_at  timestamptz not null,
    confirmed_by  text        not null,
    status        text        not null,
    -- From here on null until it is decided what to charge.
    period_start  date,
    charged_on    date,
    days          int,
    period_days   int,
    fee_rise      numeric,
    amount        numeric,
    current_fee   numeric,
    next_period_fee numeric,
    period_end    date,
    invoice_id    uuid,
    -- The quote that asks again, where the price had grown.
    requote_id    uuid,
    -- Why it was not charged: a problem's slug and the processor's words.
    reason        text,
    detail        text,

    primary key (partner_id, id),
    -- However often a confirmation is told, it charges once.
    constraint charge_one_per_change unique (partner_id, change_id),
    constraint charge_of_a_plan foreign key (partner_id, plan_id) references plan,
    constraint charge_status_known
        check (status in ('QUEUED', 'CHARGING', 'PAID', 'DECLINED', 'REQUOTED', 'TAKEN_BACK')),
    constraint charge_decided_before_it_is_made
        check (status not in ('CHARGING', 'PAID', 'TAKEN_BACK')
            or (period_start is not null and charged_on is not null and days is not null and period_days is not null
                and fee_rise is not null and amount is not null and current_fee is not null
                and next_period_fee is not null and period_end is not null)),
    constraint charge_not_negative check (amount >= 0 and fee_rise >= 0),
    constraint charge_declined_with_a_reason check (status <> 'DECLINED' or reason is not null)
);

-- A plan is charged one change at a time.
create unique index charge_one_at_a_time on charge (partner_id, plan_id) where status = 'CHARGING';

-- Finds what is next to be charged.
create index charge_queue on charge (partner_id, plan_id, sequence) where status = 'QUEUED';

-- The last invoice number of each issuing entity. One row per issuer, the one exception to the partner in every
-- key: taken last in a transaction, so that numbers are gapless and nobody waits long for the row.
create table invoice_counter (
    issuer      text   primary key,
    last_number bigint not null
);
insert into invoice_counter values ('INV', 0);

-- An issued invoice. Only its status ever changes; corrections are credit notes.
create table invoice (
    partner_id   uuid        not null,
    id           uuid        not null,
    plan_id      uuid        not null,
    issuer       text        not null,
    number       bigint      not null,
    kind         text        not null,
    status       text        not null,
    period_start date        not null,
    period_end   date        not null,
    issued_on    date        not null,
    issued_at    timestamptz not null,
    currency     text        not null,
    total        numeric     not null,
    -- How many lines it has: the position of the last.
    lines        int         not null,
    cause_type   text        not null,
    cause_id     text        not null,

    primary key (partner_id, id),
    constraint invoice_of_a_plan foreign key (partner_id, plan_id) references plan,
    -- Whatever is retried, redelivered or run twice.
    constraint invoice_one_per_cause unique (partner_id, plan_id, kind, cause_type, cause_id),
    constraint invoice_number_once unique (partner_id, issuer, number),
    constraint invoice_kind_known check (kind in ('PERIOD', 'PRORATION', 'ADJUSTMENT', 'CREDIT_NOTE')),
    constraint invoice_status_known check (status in ('OPEN', 'PAID', 'PAST_DUE', 'VOID')),
    constraint invoice_credit_is_negative check (kind <> 'CREDIT_NOTE' or total < 0)
);

-- A line of an invoice. Each continues the sum of the lines before it, so that the last one's sum is the total.
create table invoice_line (
    partner_id      uuid    not null,
    invoice_id      uuid    not null,
    position        int     not null,
    -- The line before and the sum up to it; null and 0 for the first.
    position_before int,
    sum_before      numeric not null,
    sum             numeric not null,
    kind            text    not null,
    description     text    not null,
    quantity        int     not null,
    unit_price      numeric not null,
    amount          numeric not null,
    cause_type      text    not null,
    cause_id        text    not null,

    primary key (partner_id, invoice_id, position),
    constraint invoice_line_of_an_invoice foreign key (partner_id, invoice_id) references invoice
        deferrable initially deferred,
    constraint invoice_line_sum_once unique (partner_id, invoice_id, position, sum),
    constraint invoice_line_adds_up check (sum = sum_before + amount),
    constraint invoice_line_begins_with_nothing
        check (case when position = 1 then position_before is null and sum_before = 0
                    else position_before = position - 1 end),
    constraint invoice_line_continues_the_sum foreign key (partner_id, invoice_id, position_before, sum_before)
        references invoice_line (partner_id, invoice_id, position, sum) deferrable initially deferred,
    constraint invoice_line_kind_known
        check (kind in ('PROGRAM_FEE', 'SEATS', 'ADD_ON', 'PRORATION', 'ADJUSTMENT')),
    constraint invoice_line_cause_known
        check (cause_type in ('PERIOD', 'SEAT_CHANGE', 'LEDGER_RANGE', 'PLAN_CHANGE', 'INVOICE'))
);

-- An issued invoice's lines sum to its total.
alter table invoice add constraint invoice_total_is_the_sum_of_its_lines
    foreign key (partner_id, id, lines, total) references invoice_line (partner_id, invoice_id, position, sum)
    deferrable initially deferred;

-- A card at the payment gateway. Its id is its token there, so that vaulting it can be repeated.
create table payment_method (
    partner_id   uuid        not null,
    id           uuid        not null,
    plan_id      uuid        not null,
    status       text        not null,
    -- Used once to vault the card, then forgotten.
    nonce        text,
    make_default boolean     not null,
    is_default   boolean     not null,
    brand        text,
    last4        text,
    expires      text,
    -- The invoice to collect as soon as the card is vaulted: the first one, where a plan started with a card.
    invoice_id   uuid,
    reason       text,
    created_at   timestamptz not null,
    created_by   text        not null,
    -- When it is next to be taken up, and until when somebody has; both by the system's clock.
    due_at       timestamptz,
    leased_until timestamptz,

    primary key (partner_id, id),
    constraint payment_method_of_a_plan foreign key (partner_id, plan_id) references plan,
    constraint payment_method_status_known check (status in ('VAULTING', 'READY', 'REFUSED', 'REMOVED')),
    constraint payment_method_forgets_its_nonce check ((status = 'VAULTING') = (nonce is not null)),
    constraint payment_method_ready_with_a_card
        check (status <> 'READY' or (brand is not null and last4 is not null)),
    constraint payment_method_default_is_ready check (not is_default or status = 'READY')
);

-- A plan pays with one card unless told otherwise.
create unique index payment_method_one_default on payment_method (partner_id, plan_id) where is_default;

-- Finds what is to be done at the gateway.
create index payment_method_due on payment_method (due_at) where due_at is not null;

-- A payment, written before the card is charged. Its id is the order id at the gateway.
create table payment (
    partner_id        uuid        not null,
    id                uuid        not null,
    plan_id           uuid        not null,
    -- What it pays for: an invoice, or a charge whose invoice is issued once it is paid.
    purpose           text        not null,
    purpose_id        uuid        not null,
    invoice_id        uuid,
    currency          text        not null,
    amount            numeric     not null,
    payment_method_id uuid        not null,
    brand             text        not null,
    last4             text        not null,
    status            text        not null,
    -- How often the gateway was asked to charge it, and since when the last time; null: not (again) yet.
    tries             int         not null,
    sent_at           timestamptz,
    transaction_id    text,
    reason            text,
    detail            text,
    created_at        timestamptz not null,
    settled_at        timestamptz,
    due_at            timestamptz,
    leased_until      timestamptz,

    primary key (partner_id, id),
    constraint payment_of_a_plan foreign key (partner_id, plan_id) references plan,
    constraint payment_purpose_known check (purpose in ('INVOICE', 'CHARGE')),
    constraint payment_status_known
        check (status in ('PENDING', 'UNKNOWN', 'SUCCEEDED', 'DECLINED', 'REFUNDING', 'REFUNDED')),
    constraint payment_positive check (amount > 0),
    -- One order id is tried twice at most.
    constraint payment_tried_twice_at_most check (tries between 0 and 2),
    constraint payment_success_has_a_transaction
        check (status not in ('SUCCEEDED', 'REFUNDING', 'REFUNDED') or transaction_id is not null),
    constraint payment_declined_with_a_reason check (status <> 'DECLINED' or reason is not null),
    -- What is under way is always taken up again; what is settled never.
    constraint payment_under_way_is_due
        check ((status in ('PENDING', 'UNKNOWN', 'REFUNDING')) = (due_at is not null))
);

-- Nothing is paid twice, nor by two payments at once.
create unique index payment_one_per_purpose on payment (partner_id, purpose, purpose_id)
    where status in ('PENDING', 'UNKNOWN', 'SUCCEEDED');

-- Finds what is to be done at the gateway.
create index payment_due on payment (due_at) where due_at is not null;

-- Finds the payments of an invoice.
create index payment_of_invoice on payment (partner_id, invoice_id);
