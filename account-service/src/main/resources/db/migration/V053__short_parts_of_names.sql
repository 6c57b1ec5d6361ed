-- All that a text has of one letter, and of two that follow one another. What a name has in it has all its pieces in
-- the name's. In PL/pgSQL, where a call costs a tenth of what it costs as one expression of SQL.
create function letter_pieces(t text) returns text[]
    language plpgsql immutable strict parallel safe as $$
declare
    pieces text[] := string_to_array(t, null);
begin
    for i in 1 .. cardinality(pieces) - 1 loop
        pieces := pieces || (pieces[i] || pieces[i + 1]);
    end loop;
    return pieces;
end
$$;

-- A part too short to have a group of three letters is looked up by these. What was added last waits in a list that
-- every search reads whole: it is kept short.
create index client_name_pieces on client using gin (partner_id, letter_pieces(lower(name)))
    with (gin_pending_list_limit = 256);
