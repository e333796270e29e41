"""RapidOCR behind HTTP, in PEER_WORKERS processes of PEER_THREADS threads that share all requests.

Each process reads one image at a time, as RapidOCR's documentation does; what HTTP and the way to a process cost is
nothing beside that."""

import http.server
import json
import multiprocessing
import os
import signal
import sys
from concurrent.futures import ProcessPoolExecutor

engine = None


def prepare():
    global engine
    from rapidocr_onnxruntime import RapidOCR

    models = os.environ["PEER_MODEL"]
    engine = RapidOCR(
        det_model_path=f"{models}/detection.onnx",
        cls_model_path=f"{models}/direction.onnx",
        rec_model_path=f"{models}/recognition.onnx",
        rec_keys_path=f"{models}/characters.txt",
        intra_op_num_threads=int(os.environ["PEER_THREADS"]),
    )


def read(image):
    found, _ = engine(image)
    return [{"text": text, "score": float(score)} for _, text, score in found or []]


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        image = self.rfile.read(int(self.headers["content-length"]))
        lines = self.server.workers.submit(read, image).result()
        body = json.dumps({"lines": lines}, separators=(",", ":"), ensure_ascii=False).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    processes = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(int(os.environ["PEER_WORKERS"]), processes, prepare) as workers:
        server = http.server.ThreadingHTTPServer(("127.0.0.1", int(os.environ["PEER_PORT"])), Handler)
        server.daemon_threads = True
        server.workers = workers
        server.serve_forever()
