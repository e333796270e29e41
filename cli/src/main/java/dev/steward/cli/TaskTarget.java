package dev.steward.cli;

import dev.steward.core.task.ItemKind;
import java.net.URI;

/**
 * Who answers a task's items.
 *
 * @param url of the service
 * @param model as its clients call it
 * @param kind of the model
 */
record TaskTarget(URI url, String model, ItemKind kind) {}
