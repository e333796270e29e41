package dev.steward.runtime.web;

import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;

/** Answers to bytes; one to HEAD says how long a body is and has none. */
final class AnswerEncoder extends HttpResponseEncoder {

  private boolean headAlone;

  /** Whether the next answer is to HEAD. */
  void answers(String method) {
    headAlone = method.equals("HEAD");
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpResponse answer) {
    return headAlone || super.isContentAlwaysEmpty(answer);
  }
}
