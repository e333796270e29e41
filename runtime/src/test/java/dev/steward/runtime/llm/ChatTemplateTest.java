package dev.steward.runtime.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steward.core.error.Outcome;
import dev.steward.runtime.llm.ChatTemplate.Message;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatTemplateTest {

  /** SmolLM2's, as its GGUF file has it. */
  private static final String SMOLLM =
      "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}";

  @Test
  void smollm_s_own_words_come_first() {
    assertThat(text(SMOLLM, List.of(new Message("user", "Hello <b>{{ 1 }}</b>"))))
        .isEqualTo(
            """
            <|im_start|>system
            You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>
            <|im_start|>user
            Hello <b>{{ 1 }}</b><|im_end|>
            <|im_start|>assistant
            """);
  }

  @Test
  void the_user_s_system_message_takes_their_place() {
    assertThat(
            text(
                SMOLLM,
                List.of(
                    new Message("system", "Be short."),
                    new Message("user", "Hi"),
                    new Message("assistant", "Hi."),
                    new Message("user", "Again"))))
        .isEqualTo(
            """
            <|im_start|>system
            Be short.<|im_end|>
            <|im_start|>user
            Hi<|im_end|>
            <|im_start|>assistant
            Hi.<|im_end|>
            <|im_start|>user
            Again<|im_end|>
            <|im_start|>assistant
            """);
  }

  @Test
  void a_template_uses_marks_and_refuses() {
    assertThat(text("{{ bos_token }}{{ messages[0].content }}", List.of(new Message("user", "x"))))
        .isEqualTo("<s>x");
    var refused =
        new ChatTemplate("{{ raise_exception('roles must alternate') }}", Map.of())
            .text(List.of(new Message("user", "x")));
    assertThat(refused).isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void a_template_can_t_go_on_for_ever() {
    var endless =
        new ChatTemplate(
            "{% for a in range(1000) %}{% for b in range(1000) %}{{ messages[0].content }}{% endfor %}{% endfor %}",
            Map.of());
    assertThat(endless.text(List.of(new Message("user", "x".repeat(1000)))))
        .isInstanceOf(Outcome.Refused.class);
  }

  private static String text(String template, List<Message> messages) {
    var outcome = new ChatTemplate(template, Map.of("bos_token", "<s>")).text(messages);
    return ((Outcome.Done<String>) outcome).value();
  }
}
