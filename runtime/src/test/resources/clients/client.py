"""OpenAI's Python client against a server: python client.py URL CHAT|EMBED. Prints OK, or fails."""

import json
import sys

from openai import BadRequestError, OpenAI

url, what = sys.argv[1], sys.argv[2]
client = OpenAI(base_url=url + "/v1", api_key="none", max_retries=0)
question = [{"role": "user", "content": "What is the capital of France?"}]


def embeddings():
    answer = client.embeddings.create(model="m", input=["one", "two"])
    assert len(answer.data) == 2 and len(answer.data[0].embedding) == 384, answer


def models():
    assert [model.id for model in client.models.list()] == ["m"]


def completions():
    answer = client.completions.create(model="m", prompt="1, 2, 3, 4, 5, 6,", temperature=0, max_tokens=12, logprobs=2, echo=True)
    choice = answer.choices[0]
    assert choice.text.startswith("1, 2, 3, 4, 5, 6, 7"), choice
    assert "".join(choice.logprobs.tokens) == choice.text, choice.logprobs
    pieces = client.completions.create(model="m", prompt="1, 2, 3,", temperature=0, max_tokens=6, stream=True)
    assert "".join(piece.choices[0].text for piece in pieces).startswith(" 4"), "stream"


def chat():
    answer = client.chat.completions.create(model="m", messages=question, temperature=0, max_tokens=20, logprobs=True, top_logprobs=2, n=2)
    assert "Paris" in answer.choices[0].message.content and len(answer.choices) == 2, answer
    content = answer.choices[0].logprobs.content
    assert "".join(token.token for token in content) == answer.choices[0].message.content, content
    assert answer.usage.prompt_tokens_details.cached_tokens >= 0, answer.usage
    stream = client.chat.completions.create(
        model="m", messages=question, temperature=0, max_tokens=20, stream=True, stream_options={"include_usage": True}
    )
    text, usage = "", None
    for piece in stream:
        usage = piece.usage or usage
        text += "".join(choice.delta.content or "" for choice in piece.choices)
    assert text == answer.choices[0].message.content and usage.completion_tokens > 0, (text, usage)


PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 20}, "age": {"type": "integer", "minimum": 0, "maximum": 120}},
    "required": ["name", "age"],
    "additionalProperties": False,
}
TOOL = {"type": "function", "function": {"name": "remember", "description": "Remembers a person", "parameters": PERSON}}


def schema():
    form = {"type": "json_schema", "json_schema": {"name": "person", "strict": True, "schema": PERSON}}
    answer = client.chat.completions.create(model="m", messages=question, response_format=form, max_tokens=200)
    person = json.loads(answer.choices[0].message.content)
    assert set(person) == {"name", "age"} and 0 <= person["age"] <= 120, person
    try:
        form["json_schema"]["schema"] = {"not": {}}
        client.chat.completions.create(model="m", messages=question, response_format=form)
        raise AssertionError("an unknown keyword was taken")
    except BadRequestError as refused:
        assert refused.param == "response_format.json_schema.schema.not", refused


def tools():
    answer = client.chat.completions.create(model="m", messages=question, tools=[TOOL], tool_choice="required", max_tokens=300, seed=1)
    message = answer.choices[0].message
    assert answer.choices[0].finish_reason == "tool_calls", answer
    assert set(json.loads(message.tool_calls[0].function.arguments)) == {"name", "age"}, message
    results = [{"role": "tool", "tool_call_id": call.id, "content": "done"} for call in message.tool_calls]
    after = client.chat.completions.create(model="m", messages=[*question, message, *results], tools=[TOOL], tool_choice="none", max_tokens=5)
    assert after.choices[0].message.content is not None, after
    name, arguments = "", ""
    for piece in client.chat.completions.create(
        model="m",
        messages=question,
        tools=[TOOL],
        tool_choice={"type": "function", "function": {"name": "remember"}},
        max_tokens=300,
        stream=True,
    ):
        for call in piece.choices[0].delta.tool_calls or []:
            name += call.function.name or ""
            arguments += call.function.arguments or ""
    assert name == "remember" and set(json.loads(arguments)) == {"name", "age"}, (name, arguments)


models()
if what == "EMBED":
    embeddings()
else:
    completions()
    chat()
    schema()
    tools()
print("OK")
