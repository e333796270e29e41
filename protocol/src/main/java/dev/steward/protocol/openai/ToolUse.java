package dev.steward.protocol.openai;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * The tools of a conversation and whether the model calls them.
 *
 * @param tools the model may call; none where {@code tool_choice} is {@code none}
 * @param most calls in one turn
 */
public record ToolUse(List<Tool> tools, Will will, int most) {

  /** Calls in one turn, where several are welcome. */
  public static final int SEVERAL = 16;

  /** There are no tools. */
  public static final ToolUse NONE = new ToolUse(List.of(), Will.MAY, SEVERAL);

  /** Whether the model calls a tool. */
  public enum Will {
    /** As it likes. */
    MAY,
    /** At least one. */
    MUST
  }

  public ToolUse {
    requireNonNull(will, "will");
    tools = List.copyOf(tools);
  }
}
