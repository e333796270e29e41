package dev.steward.tasks.run;

import dev.steward.store.read.Content;
import dev.steward.store.read.DataReader;
import dev.steward.tasks.call.ItemCall;
import dev.steward.tasks.call.Reply;
import dev.steward.tasks.call.ServiceClient;
import dev.steward.tasks.call.UnavailableException;
import dev.steward.tasks.journal.Item;
import dev.steward.tasks.journal.ResultLine;
import dev.steward.tasks.trace.PartSpan;
import dev.steward.tracing.RequestSpan;
import java.io.IOException;

/** One item from its input to its result. For any number of threads. */
public final class ItemRun {

  private final DataReader reader;
  private final ItemCall call;
  private final ServiceClient client;
  private final int largestItem;

  public ItemRun(DataReader reader, ItemCall call, ServiceClient client) {
    this(reader, call, client, ItemCall.MAX_ITEM);
  }

  /**
   * For a process with little memory.
   *
   * @param largestItem in bytes; a larger one fails
   */
  public ItemRun(DataReader reader, ItemCall call, ServiceClient client, int largestItem) {
    this.largestItem = largestItem;
    this.reader = reader;
    this.call = call;
    this.client = client;
  }

  /** How its items are sent. */
  ItemCall call() {
    return call;
  }

  /**
   * Reads, sends and judges an item.
   *
   * @param number of the item in its task
   * @param told of it and of the attempts at it; its end, too
   * @throws UnavailableException when the service isn't to be had
   * @throws IOException when the place of the input isn't to be had
   */
  ResultLine run(long number, Item item, PartSpan told)
      throws UnavailableException, IOException, InterruptedException {
    try (told) {
      var line = result(number, item, told.span());
      switch (line) {
        case ResultLine.Answered _ -> told.done();
        case ResultLine.Failed _ -> told.failed("failed");
      }
      return line;
    }
  }

  private ResultLine result(long number, Item item, RequestSpan span)
      throws UnavailableException, IOException, InterruptedException {
    return switch (prepared(item)) {
      case ItemCall.Prepared.Unfit(var reason) ->
          new ResultLine.Failed(number, item.label(), reason);
      case ItemCall.Prepared.Ready ready -> sent(number, item, ready, span);
    };
  }

  private ItemCall.Prepared prepared(Item item) throws IOException, InterruptedException {
    return switch (item) {
      case Item.Broken(var _, var problem) -> new ItemCall.Prepared.Unfit(problem);
      case Item.Json(var _, var text) -> call.ofJson(text);
      case Item.File(var path) ->
          switch (reader.read(path, largestItem)) {
            case Content.Unreadable(var reason) -> new ItemCall.Prepared.Unfit(reason);
            case Content.Whole whole -> call.ofFile(whole.bytes());
          };
    };
  }

  private ResultLine sent(long number, Item item, ItemCall.Prepared.Ready ready, RequestSpan span)
      throws UnavailableException, InterruptedException {
    return switch (client.send(ready, span)) {
      case Reply.Fault(var _, var reason) -> new ResultLine.Failed(number, item.label(), reason);
      case Reply.Answer answer -> {
        try {
          yield new ResultLine.Answered(number, item.label(), call.output(answer.body()));
        } catch (IOException e) {
          yield new ResultLine.Failed(
              number, item.label(), "the answer can't be read: " + e.getMessage());
        }
      }
    };
  }
}
