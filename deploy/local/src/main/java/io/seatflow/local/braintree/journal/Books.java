package io.seatflow.local.braintree.journal;

import io.seatflow.local.braintree.merchant.Customer;
import io.seatflow.local.braintree.merchant.Decision;
import io.seatflow.local.braintree.merchant.Entry;
import io.seatflow.local.braintree.merchant.Holdings;
import io.seatflow.local.braintree.merchant.Transaction;
import io.seatflow.local.braintree.merchant.VaultedCard;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * The merchant's holdings in memory and in the journal. One decision at a time; none is answered,
 * and nothing of it is shown to anyone, before the journal has it on the disk.
 */
public final class Books implements AutoCloseable {

    private final ReentrantLock lock = new ReentrantLock();
    private final InMemory held = new InMemory();
    private final Journal journal;

    private Books(Path file) throws IOException {
        journal = Journal.open(file, line -> EntryJson.read(line).forEach(held::keep));
    }

    /** Opens the books in that folder, as they were left. */
    public static Books open(Path folder) throws IOException {
        return new Books(folder.resolve("journal"));
    }

    /** Decides on what is held, and keeps what was decided. */
    public <T> Decision<T> decide(Function<Holdings, Decision<T>> rule) {
        Decision<T> decision;
        long place;
        lock.lock();
        try {
            decision = rule.apply(held);
            if (decision instanceof Decision.Accepted<T>(_, var entries)) {
                journal.append(EntryJson.write(entries));
                entries.forEach(held::keep);
            }
            place = journal.end();
        } finally {
            lock.unlock();
        }
        journal.awaitKept(place);
        return decision;
    }

    /** Looks at what is held. */
    public <R> R read(Function<Holdings, R> question) {
        R answer;
        long place;
        lock.lock();
        try {
            answer = question.apply(held);
            place = journal.end();
        } finally {
            lock.unlock();
        }
        journal.awaitKept(place);
        return answer;
    }

    @Override
    public void close() throws IOException {
        journal.close();
    }

    private static final class InMemory implements Holdings {

        private final Map<String, Customer> customers = new LinkedHashMap<>();
        private final Map<String, String> owners = new HashMap<>();
        private final LinkedHashMap<String, Transaction> transactions = new LinkedHashMap<>();
        private final Map<String, List<String>> orders = new HashMap<>();

        void keep(Entry entry) {
            switch (entry) {
                case Entry.CustomerKept(var customer) -> {
                    forget(customer.id());
                    customers.put(customer.id(), customer);
                    customer.cards().forEach(card -> owners.put(card.token(), customer.id()));
                }
                case Entry.CustomerGone(var id) -> {
                    forget(id);
                    customers.remove(id);
                }
                case Entry.TransactionKept(var transaction) -> {
                    var isNew = transactions.put(transaction.id(), transaction) == null;
                    var orderId = transaction.orderId();
                    if (isNew && orderId != null) {
                        orders.computeIfAbsent(orderId, _ -> new ArrayList<>())
                                .add(transaction.id());
                    }
                }
            }
        }

        private void forget(String customerId) {
            customer(customerId).stream()
                    .flatMap(customer -> customer.cards().stream())
                    .map(VaultedCard::token)
                    .forEach(owners::remove);
        }

        @Override
        public Optional<Customer> customer(String id) {
            return Optional.ofNullable(customers.get(id));
        }

        @Override
        public Optional<Customer> ownerOf(String token) {
            return Optional.ofNullable(owners.get(token)).flatMap(this::customer);
        }

        @Override
        public List<Customer> customers() {
            return List.copyOf(customers.values()).reversed();
        }

        @Override
        public Optional<Transaction> transaction(String id) {
            return Optional.ofNullable(transactions.get(id));
        }

        @Override
        public List<Transaction> ordered(String orderId) {
            return orders.getOrDefault(orderId, List.of()).reversed().stream()
                    .map(this::transaction)
                    .flatMap(Optional::stream)
                    .toList();
        }

        @Override
        public List<Transaction> transactions() {
            return List.copyOf(transactions.values()).reversed();
        }
    }
}
