"""Small classifiers on MiniLM: a linear layer is trained by labelled texts and written behind the model's own graph.

  probe.py sentiment|addresses MINILM DATA INTO

MINILM and INTO are folders of models, DATA is what was unpacked of the package that has the labelled texts. The
same texts and packages give the same layer, rounded to four places: nothing is drawn by lot. A fifth of the texts is
held out; how well they are classified stands in INTO/held-out.txt.
"""

import json
import pathlib
import shutil
import struct
import sys
import xml.etree.ElementTree

import numpy
import onnxruntime
import tokenizers

BATCH = 32
STEPS = 300


def encoded(model, texts):
    """The tokens of texts, cut as the model's tokenizer cuts them."""
    tokenizer = tokenizers.Tokenizer.from_file(str(model / "tokenizer.json"))
    tokenizer.no_padding()
    return tokenizer.encode_batch(texts)


def states(model, encodings):
    """For each text the states of its tokens, special ones included."""
    session = onnxruntime.InferenceSession(str(model / "model.onnx"), providers=["CPUExecutionProvider"])
    found = [None] * len(encodings)
    order = sorted(range(len(encodings)), key=lambda i: len(encodings[i].ids))
    for begin in range(0, len(order), BATCH):
        batch = order[begin : begin + BATCH]
        longest = max(len(encodings[i].ids) for i in batch)
        ids = numpy.zeros((len(batch), longest), numpy.int64)
        mask = numpy.zeros_like(ids)
        for row, i in enumerate(batch):
            ids[row, : len(encodings[i].ids)] = encodings[i].ids
            mask[row, : len(encodings[i].ids)] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": numpy.zeros_like(ids)}
        wanted = {each.name for each in session.get_inputs()}
        states = session.run(["last_hidden_state"], {k: v for k, v in inputs.items() if k in wanted})[0]
        for row, i in enumerate(batch):
            found[i] = states[row, : len(encodings[i].ids)]
    return found


def fitted(numbers, labels, classes):
    """Weights and bias of multinomial logistic regression with a little decay, by Adam on all rows at once."""
    mean, spread = numbers.mean(0), numbers.std(0) + 1e-6
    scaled = ((numbers - mean) / spread).astype(numpy.float32)
    target = numpy.eye(classes, dtype=numpy.float32)[labels]
    weights = numpy.zeros((numbers.shape[1] + 1, classes), numpy.float32)
    first, second = numpy.zeros_like(weights), numpy.zeros_like(weights)
    rows = numpy.hstack([scaled, numpy.ones((len(scaled), 1), numpy.float32)])
    for step in range(1, STEPS + 1):
        logits = rows @ weights
        logits -= logits.max(1, keepdims=True)
        powers = numpy.exp(logits)
        slope = rows.T @ (powers / powers.sum(1, keepdims=True) - target) / len(rows) + 1e-3 * weights
        first = 0.9 * first + 0.1 * slope
        second = 0.999 * second + 0.001 * slope**2
        weights -= 0.05 * (first / (1 - 0.9**step)) / (numpy.sqrt(second / (1 - 0.999**step)) + 1e-8)
    matrix = weights[:-1] / spread[:, None]
    bias = weights[-1] - mean @ matrix
    return numpy.round(matrix, 4).astype(numpy.float32), numpy.round(bias, 4).astype(numpy.float32)


# Messages of Protocol Buffers, with the field numbers of onnx.proto. Two that follow each other in one file are
# merged by whoever reads it: what is appended to a model is added to its graph.


def varint(value):
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def node(operator, inputs, output, **attributes):
    message = b"".join(field(1, name) for name in inputs) + field(2, output) + field(4, operator)
    for name, value in attributes.items():
        message += field(5, field(1, name) + field(3, value) + field(20, 2))
    return field(1, message)


def constant(name, values):
    kind = {"float32": 1, "int64": 7}[values.dtype.name]
    dimensions = b"".join(field(1, length) for length in values.shape)
    return field(5, dimensions + field(2, kind) + field(8, name) + field(9, values.astype("<" + values.dtype.str[1:]).tobytes()))


def output(name, lengths):
    shape = b"".join(field(1, field(1, each) if isinstance(each, int) else field(2, each)) for each in lengths)
    return field(12, field(1, name) + field(2, field(1, field(1, 1) + field(2, shape))))


def layer(matrix, bias, states):
    return (
        constant("probe.matrix", matrix)
        + constant("probe.bias", bias)
        + node("MatMul", [states, "probe.matrix"], "probe.product")
        + node("Add", ["probe.product", "probe.bias"], "logits")
    )


def mean_of_tokens():
    """The mean of a text's states, padding left out: [n,t,width] to [n,width]."""
    return (
        constant("probe.one_row", numpy.array([0, 1, -1], numpy.int64))
        + constant("probe.flat", numpy.array([0, -1], numpy.int64))
        + node("Cast", ["attention_mask"], "probe.mask", to=1)
        + node("LpNormalization", ["probe.mask"], "probe.shares", axis=1, p=1)
        + node("Reshape", ["probe.shares", "probe.one_row"], "probe.rows")
        + node("MatMul", ["probe.rows", "last_hidden_state"], "probe.sums")
        + node("Reshape", ["probe.sums", "probe.flat"], "probe.mean")
    )


def write(model, into, graph, labels, held_out):
    shutil.copy(model / "tokenizer.json", into)
    with open(into / "model.onnx", "wb") as out:
        out.write((model / "model.onnx").read_bytes())
        out.write(field(7, graph))
    config = {"id2label": {str(i): label for i, label in enumerate(labels)}}
    (into / "config.json").write_text(json.dumps(config, indent=1) + "\n")
    (into / "held-out.txt").write_text(held_out + "\n")
    print(held_out)


def sentiment(model, data, into):
    """Sentences of reviews that people rated from -4 to 4: those that are clearly one or the other."""
    texts, labels, held = [], [], []
    for name in ["movieReviewSnippets_GroundTruth.txt", "amazonReviewSnippets_GroundTruth.txt"]:
        for line in (data / name).read_text("utf-8", "replace").splitlines():
            number, rating, text = line.split("\t", 2)
            if abs(float(rating)) >= 1 and text.strip():
                texts.append(text.strip())
                labels.append(int(float(rating) > 0))
                # The sentences of one review are held out together.
                held.append(int(number.split("_")[0]) % 5 == 0)
    labels, held = numpy.array(labels), numpy.array(held)
    means = numpy.stack([each.mean(0) for each in states(model, encoded(model, texts))])
    matrix, bias = fitted(means[~held], labels[~held], 2)
    right = (means[held] @ matrix + bias).argmax(1) == labels[held]
    often = max(labels[held].mean(), 1 - labels[held].mean())
    write(
        model,
        into,
        mean_of_tokens() + layer(matrix, bias, "probe.mean") + output("logits", ["batch", 2]),
        ["negative", "positive"],
        f"{right.mean():.1%} of {held.sum()} held-out sentences are classified as people did,"
        f" {often:.1%} if all were called the more frequent; trained by {(~held).sum()}",
    )


PARTS = {
    "Recipient": "recipient",
    "BuildingName": "building",
    "LandmarkName": "building",
    "PlaceName": "city",
    "StateName": "state",
    "ZipCode": "zip",
    "CountryName": "country",
}
PREFIXES = {"AddressNumber": "number", "StreetName": "street", "Occupancy": "unit", "Subaddress": "unit", "USPSBox": "box"}


def part_of(name):
    return PARTS.get(name) or next((part for prefix, part in PREFIXES.items() if name.startswith(prefix)), None)


def address(element):
    """An address and for each of its characters the part that it is of."""
    text, parts = "", []
    for word in element:
        for piece, part in [(word.text or "", part_of(word.tag)), (word.tail or "", None)]:
            text += piece
            parts += [part] * len(piece)
    return text, parts


def marked(encoding, text, parts):
    """For each token its label by BIO. A comma ends a part, blanks don't."""
    labels, open_part = [], None
    for (start, end), special in zip(encoding.offsets, encoding.special_tokens_mask):
        part = None if special or text[start:end] == "," else parts[start]
        labels.append("O" if part is None else ("I-" if part == open_part else "B-") + part)
        open_part = part
    return labels


def found(labels):
    """The entities of labels: first token, one after the last, part."""
    entities, begin = set(), None
    for i, label in enumerate(labels + ["O"]):
        if begin is not None and label != "I-" + labels[begin][2:]:
            entities.add((begin, i, labels[begin][2:]))
            begin = None
        if begin is None and label != "O":
            begin = i
    return entities


def addresses(model, data, into):
    """Addresses of the United States whose parts people have marked."""
    read = [address(each) for each in xml.etree.ElementTree.parse(data / "labeled.xml").getroot()]
    read = [(text, parts) for text, parts in read if text.strip()]
    encodings = encoded(model, [text for text, _ in read])
    marks = [marked(encoding, *each) for encoding, each in zip(encodings, read)]
    names = ["O"] + sorted({label for each in marks for label in each} - {"O"})
    tokens = states(model, encodings)
    held = [i for i in range(len(read)) if i % 5 == 0]
    trained = [i for i in range(len(read)) if i % 5]
    matrix, bias = fitted(
        numpy.vstack([tokens[i] for i in trained]),
        numpy.array([names.index(label) for i in trained for label in marks[i]]),
        len(names),
    )
    told, real, both, right, all_tokens = 0, 0, 0, 0, 0
    for i in held:
        guess = [names[best] for best in (tokens[i] @ matrix + bias).argmax(1)]
        right += sum(a == b for a, b in zip(guess[1:-1], marks[i][1:-1]))
        all_tokens += len(guess) - 2
        told += len(found(guess))
        real += len(found(marks[i]))
        both += len(found(guess) & found(marks[i]))
    write(
        model,
        into,
        layer(matrix, bias, "last_hidden_state") + output("logits", ["batch", "tokens", len(names)]),
        names,
        f"in {len(held)} held-out addresses {right / all_tokens:.1%} of {all_tokens} tokens have the label that people gave"
        f" them, {both / real:.1%} of {real} parts are found exactly, {both / told:.1%} of what is found is right;"
        f" trained by {len(trained)}",
    )


if __name__ == "__main__":
    {"sentiment": sentiment, "addresses": addresses}[sys.argv[1]](*map(pathlib.Path, sys.argv[2:]))
