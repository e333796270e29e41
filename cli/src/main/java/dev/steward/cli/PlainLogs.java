package dev.steward.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.ConsoleTarget;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs for a person at a terminal: warnings, on standard error. Set up in code, for the start. */
final class PlainLogs {

  private PlainLogs() {}

  static void toStandardError() {
    if (!(LoggerFactory.getILoggerFactory() instanceof LoggerContext context)) {
      throw new IllegalStateException("logs go elsewhere: " + LoggerFactory.getILoggerFactory());
    }
    context.reset();
    var encoder = new PatternLayoutEncoder();
    encoder.setContext(context);
    // No stack traces: %nopex.
    encoder.setPattern("%level: %msg%nopex%n");
    encoder.start();
    var console = new ConsoleAppender<ILoggingEvent>();
    console.setContext(context);
    console.setTarget(ConsoleTarget.SystemErr.getName());
    console.setEncoder(encoder);
    console.start();
    var root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.WARN);
    root.addAppender(console);
    // That v1alpha1 is unstable is told by its name.
    context
        .getLogger("io.fabric8.kubernetes.client.dsl.internal.VersionUsageUtils")
        .setLevel(Level.ERROR);
    // Why a model can't be served is what the command itself says.
    context.getLogger("dev.steward.runtime.ModelServer").setLevel(Level.OFF);
  }
}
