package dev.steward.logs;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * A process's log on standard output, a JSON object a line. It is set up in code: reading a
 * configuration file would take a tenth of a runtime's start, and a program that embeds the process
 * keeps its own.
 *
 * <p>Fields: {@code timestamp} (milliseconds), {@code level}, {@code threadName}, {@code
 * loggerName}, {@code mdc} ({@code request}: the request's id, {@code trace_id}), {@code
 * formattedMessage}, {@code throwable}.
 */
public final class JsonLogs {

  private JsonLogs() {}

  /**
   * From now on the process logs at INFO and above.
   *
   * @param quieter the levels from which loggers of libraries are heard that tell too much, by name
   */
  public static void toStandardOutput(Map<String, Level> quieter) {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      throw new IllegalStateException("logs go elsewhere: " + LoggerFactory.getILoggerFactory());
    }
    context.reset();
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(context);
    console.setEncoder(encoder(context));
    console.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(ch.qos.logback.classic.Level.INFO);
    root.addAppender(console);
    quieter.forEach((name, level) ->
        context.getLogger(name).setLevel(ch.qos.logback.classic.Level.convertAnSLF4JLevel(level)));
  }

  private static JsonEncoder encoder(LoggerContext context) {
    var encoder = new JsonEncoder();
    encoder.setContext(context);
    encoder.setWithSequenceNumber(false);
    encoder.setWithNanoseconds(false);
    encoder.setWithContext(false);
    encoder.setWithMarkers(false);
    encoder.setWithKVPList(false);
    encoder.setWithMessage(false);
    encoder.setWithArguments(false);
    encoder.setWithFormattedMessage(true);
    encoder.start();
    return encoder;
  }
}
