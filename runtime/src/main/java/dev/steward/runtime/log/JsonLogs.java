package dev.steward.runtime.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sets logging up in code: reading a configuration file would take a tenth of the start.
 *
 * <p>Fields: {@code timestamp} (milliseconds), {@code level}, {@code threadName}, {@code
 * loggerName}, {@code mdc} ({@code request}: the request's id), {@code formattedMessage}, {@code
 * throwable}.
 */
public final class JsonLogs {

  private JsonLogs() {}

  /** From now on the process logs JSON at INFO and above. */
  public static void toStandardOutput() {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      throw new IllegalStateException("logs go elsewhere: " + LoggerFactory.getILoggerFactory());
    }
    context.reset();
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
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(context);
    console.setEncoder(encoder);
    console.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.INFO);
    root.addAppender(console);
    context.getLogger("ai.djl").setLevel(Level.WARN);
  }
}
