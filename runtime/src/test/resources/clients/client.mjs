// OpenAI's Node client against a server: node client.mjs URL. Prints OK, or fails.
import assert from 'node:assert/strict';
import OpenAI from 'openai';

const client = new OpenAI({ baseURL: process.argv[2] + '/v1', apiKey: 'none', maxRetries: 0 });
const messages = [{ role: 'user', content: 'What is the capital of France?' }];
const ask = (more) => client.chat.completions.create({ model: 'm', messages, ...more });

const completion = await client.completions.create({ model: 'm', prompt: '1, 2, 3,', temperature: 0, max_tokens: 6 });
assert.match(completion.choices[0].text, /^ 4/);

const answer = await ask({ temperature: 0, max_tokens: 20, logprobs: true, top_logprobs: 2 });
assert.match(answer.choices[0].message.content, /Paris/);
assert.equal(answer.choices[0].logprobs.content.map((token) => token.token).join(''), answer.choices[0].message.content);

let text = '';
for await (const piece of await ask({ temperature: 0, max_tokens: 20, stream: true })) {
  text += piece.choices[0]?.delta?.content ?? '';
}
assert.equal(text, answer.choices[0].message.content);

const person = {
  type: 'object',
  properties: { name: { type: 'string', maxLength: 20 }, age: { type: 'integer', minimum: 0, maximum: 120 } },
  required: ['name', 'age'],
  additionalProperties: false,
};
const formed = await ask({
  max_tokens: 200,
  response_format: { type: 'json_schema', json_schema: { name: 'person', strict: true, schema: person } },
});
assert.deepEqual(Object.keys(JSON.parse(formed.choices[0].message.content)), ['name', 'age']);

const tools = [{ type: 'function', function: { name: 'remember', parameters: person } }];
const called = await ask({ tools, tool_choice: 'required', max_tokens: 300, seed: 1 });
assert.equal(called.choices[0].finish_reason, 'tool_calls');
assert.deepEqual(Object.keys(JSON.parse(called.choices[0].message.tool_calls[0].function.arguments)), ['name', 'age']);

const runner = client.chat.completions.stream({ model: 'm', messages, tools, tool_choice: 'required', max_tokens: 300, seed: 1 });
const whole = await runner.finalChatCompletion();
assert.equal(whole.choices[0].message.tool_calls[0].function.name, 'remember');
JSON.parse(whole.choices[0].message.tool_calls[0].function.arguments);

await assert.rejects(ask({ top_p: 7 }), (error) => error.status === 400 && error.param === 'top_p');
console.log('OK');
