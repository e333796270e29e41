package dev.steward.runtime.llm;

import dev.steward.runtime.gguf.GgufFile;
import dev.steward.runtime.gguf.GgufTensor;

/**
 * A decoder in plain Java and floats of 32 bits, on the unpacked weights: what another computation
 * is compared with. It reads a whole text at once and keeps nothing.
 *
 * <p>Matrices are [rows][positions], so that the innermost loops run over positions.
 */
final class ReferenceLlama {

  private final GgufFile file;
  private final LlamaConfig config;

  ReferenceLlama(GgufFile file, LlamaConfig config) {
    this.file = file;
    this.config = config;
  }

  /** The logits after each token: [position][token]. */
  float[][] logits(int[] tokens) {
    int length = tokens.length;
    var x = new float[config.width()][length];
    var row = new float[config.width()];
    for (int p = 0; p < length; p++) {
      tensor("token_embd.weight").row(tokens[p], row);
      for (int i = 0; i < row.length; i++) {
        x[i][p] = row[i];
      }
    }
    for (int layer = 0; layer < config.layers(); layer++) {
      var block = "blk." + layer + ".";
      var in = normalised(x, block + "attn_norm.weight");
      var q = product(block + "attn_q", in);
      var k = product(block + "attn_k", in);
      var v = product(block + "attn_v", in);
      turn(q);
      turn(k);
      add(x, product(block + "attn_output", attention(q, k, v)));
      var between = normalised(x, block + "ffn_norm.weight");
      var gate = product(block + "ffn_gate", between);
      var up = product(block + "ffn_up", between);
      for (int i = 0; i < gate.length; i++) {
        for (int p = 0; p < length; p++) {
          gate[i][p] = (float) (gate[i][p] / (1 + Math.exp(-gate[i][p])) * up[i][p]);
        }
      }
      add(x, product(block + "ffn_down", gate));
    }
    var head = file.tensor("output.weight").isPresent() ? "output" : "token_embd";
    var last = product(head, normalised(x, "output_norm.weight"));
    var logits = new float[length][last.length];
    for (int token = 0; token < last.length; token++) {
      for (int p = 0; p < length; p++) {
        logits[p][token] = last[token][p];
      }
    }
    return logits;
  }

  private GgufTensor tensor(String name) {
    return file.tensor(name).orElseThrow();
  }

  private float[][] product(String name, float[][] x) {
    var matrix = tensor(name + ".weight");
    var out = new float[(int) matrix.rows()][x[0].length];
    var row = new float[matrix.columns()];
    for (int r = 0; r < out.length; r++) {
      matrix.row(r, row);
      var to = out[r];
      for (int k = 0; k < row.length; k++) {
        float weight = row[k];
        var from = x[k];
        for (int p = 0; p < to.length; p++) {
          to[p] += weight * from[p];
        }
      }
    }
    file.tensor(name + ".bias")
        .ifPresent(bias -> {
          var numbers = new float[bias.columns()];
          bias.row(0, numbers);
          for (int r = 0; r < out.length; r++) {
            for (int p = 0; p < out[r].length; p++) {
              out[r][p] += numbers[r];
            }
          }
        });
    return out;
  }

  private static void add(float[][] x, float[][] more) {
    for (int i = 0; i < x.length; i++) {
      for (int p = 0; p < x[i].length; p++) {
        x[i][p] += more[i][p];
      }
    }
  }

  private float[][] normalised(float[][] x, String weight) {
    var scale = new float[x.length];
    tensor(weight).row(0, scale);
    var out = new float[x.length][x[0].length];
    for (int p = 0; p < x[0].length; p++) {
      double squares = 0;
      for (var row : x) {
        squares += row[p] * row[p];
      }
      double by = 1 / Math.sqrt(squares / x.length + config.epsilon());
      for (int i = 0; i < x.length; i++) {
        out[i][p] = (float) (x[i][p] * by * scale[i]);
      }
    }
    return out;
  }

  /** Turns each pair of each head by its position's angle. */
  private void turn(float[][] x) {
    int width = config.headWidth();
    for (int head = 0; head < x.length / width; head++) {
      for (int pair = 0; pair < width / 2; pair++) {
        int first =
            head * width
                + switch (config.pairs()) {
                  case NEIGHBOURS -> 2 * pair;
                  case HALVES -> pair;
                };
        int second =
            switch (config.pairs()) {
              case NEIGHBOURS -> first + 1;
              case HALVES -> first + width / 2;
            };
        for (int p = 0; p < x[0].length; p++) {
          double angle = p * Math.pow(config.ropeBase(), -2.0 * pair / width);
          double a = x[first][p];
          double b = x[second][p];
          x[first][p] = (float) (a * Math.cos(angle) - b * Math.sin(angle));
          x[second][p] = (float) (a * Math.sin(angle) + b * Math.cos(angle));
        }
      }
    }
  }

  private float[][] attention(float[][] q, float[][] k, float[][] v) {
    int width = config.headWidth();
    int shared = config.heads() / config.keyValueHeads();
    int length = q[0].length;
    var out = new float[q.length][length];
    var weights = new double[length];
    for (int head = 0; head < config.heads(); head++) {
      int from = head / shared * width;
      for (int p = 0; p < length; p++) {
        double sum = 0;
        for (int before = 0; before <= p; before++) {
          double score = 0;
          for (int i = 0; i < width; i++) {
            score += q[head * width + i][p] * k[from + i][before];
          }
          weights[before] = Math.exp(score / Math.sqrt(width));
          sum += weights[before];
        }
        for (int i = 0; i < width; i++) {
          double value = 0;
          for (int before = 0; before <= p; before++) {
            value += weights[before] * v[from + i][before];
          }
          out[head * width + i][p] = (float) (value / sum);
        }
      }
    }
    return out;
  }
}
