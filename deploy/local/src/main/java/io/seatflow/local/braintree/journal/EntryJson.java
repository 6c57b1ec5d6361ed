package io.seatflow.local.braintree.journal;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.seatflow.local.braintree.merchant.Entry;
import io.seatflow.local.braintree.merchant.Verdict;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/** How entries look in the journal: one JSON array a line, all of one decision. */
final class EntryJson {

    private static final JsonMapper MAPPER = mapper();
    private static final ObjectReader READER = MAPPER.readerFor(Entry[].class);
    private static final ObjectWriter WRITER = MAPPER.writerFor(Entry[].class);

    private EntryJson() {}

    static String write(List<Entry> entries) {
        try {
            return WRITER.writeValueAsString(entries.toArray(Entry[]::new));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An entry that cannot be written.", e);
        }
    }

    static List<Entry> read(String line) {
        try {
            return Arrays.asList(READER.<Entry[]>readValue(line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "An entry of another version: " + e.getOriginalMessage(), e);
        }
    }

    /**
     * The name of the kind goes with each entry and verdict; the rules' own types know nothing of
     * it.
     */
    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "is")
    private interface Named {}

    private static JsonMapper mapper() {
        var times =
                new SimpleModule()
                        .addSerializer(Instant.class, new ToStringSerializer(Instant.class))
                        .addDeserializer(Instant.class, new InstantReader())
                        .addSerializer(BigDecimal.class, new AmountWriter());
        return JsonMapper.builder()
                .addModule(times)
                .addMixIn(Entry.class, Named.class)
                .addMixIn(Verdict.class, Named.class)
                .registerSubtypes(named(Entry.class))
                .registerSubtypes(named(Verdict.class))
                .defaultPropertyInclusion(
                        JsonInclude.Value.construct(
                                JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
                // Only what a record is made of: questions that it answers, like isApproved(), are
                // not kept.
                .visibility(PropertyAccessor.ALL, JsonAutoDetect.Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
                .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .build();
    }

    private static NamedType[] named(Class<?> sealed) {
        return Arrays.stream(sealed.getPermittedSubclasses())
                .map(each -> new NamedType(each, each.getSimpleName()))
                .toArray(NamedType[]::new);
    }

    private static final class InstantReader extends JsonDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser json, DeserializationContext context)
                throws IOException {
            return Instant.parse(json.getText());
        }
    }

    /** A decimal keeps its places: 25.00 stays 25.00. */
    private static final class AmountWriter extends JsonSerializer<BigDecimal> {
        @Override
        public void serialize(BigDecimal amount, JsonGenerator json, SerializerProvider context)
                throws IOException {
            json.writeString(amount.toPlainString());
        }
    }
}
