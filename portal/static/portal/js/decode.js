// Reads one picture after another beside the page, so that a slow phone still answers a finger.
"use strict";
self.onmessage = ({ data: { library, data, width, height } }) => {
  if (library) { importScripts(library); return; }
  const found = self.jsQR(data, width, height, { inversionAttempts: "dontInvert" });
  self.postMessage(found ? found.data : "");
};
