package io.seatflow.platform.json;

import jakarta.annotation.Priority;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.ext.Provider;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import org.jboss.resteasy.reactive.server.spi.ResteasyReactiveResourceInfo;
import org.jboss.resteasy.reactive.server.spi.ServerMessageBodyReader;
import org.jboss.resteasy.reactive.server.spi.ServerRequestContext;

/** Has {@link RequestBodies} read every record that a resource takes. */
@Provider
@Priority(Priorities.USER - 100)
@Consumes(MediaType.APPLICATION_JSON)
public class RequestBodyReader implements ServerMessageBodyReader<Object> {

    private final RequestBodies bodies;

    RequestBodyReader(RequestBodies bodies) {
        this.bodies = bodies;
    }

    @Override
    public boolean isReadable(
            Class<?> type,
            Type genericType,
            ResteasyReactiveResourceInfo lazyMethod,
            MediaType mediaType) {
        return type.isRecord();
    }

    @Override
    public boolean isReadable(
            Class<?> type, Type genericType, Annotation[] annotations, MediaType mediaType) {
        return type.isRecord();
    }

    @Override
    public Object readFrom(
            Class<Object> type, Type genericType, MediaType mediaType, ServerRequestContext context)
            throws IOException {
        return bodies.read(context.getInputStream().readAllBytes(), type);
    }

    @Override
    public Object readFrom(
            Class<Object> type,
            Type genericType,
            Annotation[] annotations,
            MediaType mediaType,
            MultivaluedMap<String, String> httpHeaders,
            InputStream entityStream)
            throws IOException {
        return bodies.read(entityStream.readAllBytes(), type);
    }
}
