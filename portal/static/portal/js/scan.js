// The camera of the gate, loaded when it is started: the browser's own reader where there is one, else a decoder in a
// worker. Tells every code once and again only after it was out of sight.
const PAUSE = 120;
const FORGET = 3000;
const SIDE = 480;

export class Scanner {
  constructor({ video, decoder, onCode }) {
    Object.assign(this, { video, decoder, onCode, isOn: false, last: "", seen: 0 });
  }

  // Raises what getUserMedia raises: NotAllowedError when the person says no, NotFoundError without a camera.
  async start() {
    this.stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
    });
    this.video.srcObject = this.stream;
    await this.video.play();
    this.find = await reader(this.decoder);
    this.isOn = true;
    this.#round();
  }

  stop() {
    this.isOn = false;
    for (const track of this.stream?.getTracks() || []) track.stop();
    this.video.srcObject = null;
  }

  get hasTorch() {
    return Boolean(this.stream?.getVideoTracks()[0]?.getCapabilities?.().torch);
  }

  torch(isLit) {
    return this.stream.getVideoTracks()[0].applyConstraints({ advanced: [{ torch: isLit }] });
  }

  async #round() {
    while (this.isOn) {
      try {
        const text = await this.find(this.video);
        if (text) this.#tell(text);
      } catch { /* a frame that cannot be read is followed by the next */ }
      await new Promise((resolve) => { setTimeout(resolve, PAUSE); });
    }
  }

  #tell(text) {
    const now = performance.now();
    const isNew = text !== this.last || now - this.seen > FORGET;
    Object.assign(this, { last: text, seen: now });
    if (isNew) this.onCode(text);
  }
}

async function reader(decoder) {
  if ("BarcodeDetector" in window && (await BarcodeDetector.getSupportedFormats()).includes("qr_code")) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    return async (video) => (await detector.detect(video))[0]?.rawValue || "";
  }
  return inWorker(decoder);
}

function inWorker({ worker, library }) {
  const thread = new Worker(worker);
  thread.postMessage({ library });
  const canvas = document.createElement("canvas");
  const paper = canvas.getContext("2d", { willReadFrequently: true });
  return (video) => new Promise((resolve, reject) => {
    if (!video.videoWidth) { resolve(""); return; }
    // The square of the frame, no larger than a decoder reads quickly on a cheap phone.
    const side = Math.min(video.videoWidth, video.videoHeight);
    canvas.width = canvas.height = Math.min(SIDE, side);
    const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
    paper.drawImage(video, left, top, side, side, 0, 0, canvas.width, canvas.height);
    const { data, width, height } = paper.getImageData(0, 0, canvas.width, canvas.height);
    thread.onmessage = ({ data: text }) => resolve(text);
    thread.onerror = reject;
    thread.postMessage({ data, width, height }, [data.buffer]);
  });
}
