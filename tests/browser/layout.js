(textPercent) => {
  /* Measures the page as it stands: sideways overflow, targets under 24 px, main buttons under 44 px. */
  const root = document.documentElement;
  root.style.fontSize = textPercent === 100 ? "" : `${textPercent}%`;
  const seen = root.clientWidth;
  const nameOf = (node) => node.outerHTML.replace(/\s+/g, " ").slice(0, 110);

  const wide = [];
  if (root.scrollWidth > seen) {
    const scrolls = (node) => node && node !== document.body && node !== root &&
      (["auto", "scroll", "hidden", "clip"].includes(getComputedStyle(node).overflowX) || scrolls(node.parentElement));
    for (const node of document.body.querySelectorAll("*")) {
      if (node.getBoundingClientRect().right > seen + 0.5 && !scrolls(node.parentElement)) wide.push(nameOf(node));
    }
    wide.push(`${root.scrollWidth} px in ${seen} px`);
  }

  /* A link in a sentence is as high as its line (WCAG 2.5.8 leaves it out); everything else must be hit easily. */
  const inSentence = (node) => node.tagName === "A" && getComputedStyle(node).display === "inline" &&
    [...node.parentElement.childNodes].some((other) => other.nodeType === Node.TEXT_NODE && /\p{L}/u.test(other.data));
  const boxOf = (node) => {
    const boxes = [node, ...(node.labels || [])].map((part) => part.getBoundingClientRect());
    return {
      width: Math.max(...boxes.map((box) => box.width)),
      height: Math.max(...boxes.map((box) => box.height)),
    };
  };
  const small = [];
  const short = [];
  for (const node of document.querySelectorAll("a[href],button,input:not([type=hidden]),select,textarea,summary")) {
    if (!node.checkVisibility({ visibilityProperty: true }) || node.matches(".skip, [aria-hidden=true]")) continue;
    const { width, height } = boxOf(node);
    const size = `${Math.round(width)}×${Math.round(height)} ${nameOf(node)}`;
    if (!inSentence(node) && (width < 23.5 || height < 23.5)) small.push(size);
    if (node.matches(".btn:not(.sm), .tabs a, main .input, main select") && height < 43.5) short.push(size);
  }
  return { wide: wide.slice(-4), small, short };
}
