-- Seats go by no other ways than those of the ledger's table: every line is one of these.
alter table seat_transfer
    add constraint seat_transfer_takes_a_known_way check (
        case from_account
            when 'PLAN' then to_account in ('AVAILABLE', 'RESERVED', 'COMPLIMENTARY', 'DIRECT')
            when 'AVAILABLE' then to_account in
                ('CLIENT_FREE', 'INTERNAL', 'RETIRING', 'RESERVED', 'COMPLIMENTARY', 'DIRECT')
            when 'INTERNAL' then to_account = 'AVAILABLE'
            when 'RETIRING' then to_account in ('AVAILABLE', 'RESERVED', 'PLAN')
            when 'RESERVED' then to_account in ('CLIENT_FREE', 'INTERNAL', 'AVAILABLE', 'RETIRING', 'PLAN')
            when 'CLIENT_FREE' then to_account in ('CLIENT_IN_USE', 'AVAILABLE', 'COMPLIMENTARY', 'DIRECT')
            when 'CLIENT_IN_USE' then to_account = 'CLIENT_FREE'
            when 'COMPLIMENTARY' then to_account = 'CLIENT_FREE'
            when 'DIRECT' then to_account in ('CLIENT_FREE', 'AVAILABLE', 'COMPLIMENTARY')
            else false
        end);
