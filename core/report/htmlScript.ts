/**
 * The viewer inside the report, as plain script text: two pictures on one stage with wipe, blink and difference, pixel values.
 * Difference is drawn by the browser's blend mode, so it works for pictures in a folder too; values need embedded pictures.
 */
export const SCRIPT = `
for (const image of document.querySelectorAll('img[data-copy]')) {
  const from = image.closest('.sheet').querySelector('[data-key="' + CSS.escape(image.dataset.copy) + '"]');
  if (from) image.src = from.src;
}
function openPicture() {
  const target = location.hash.startsWith('#picture-') ? document.getElementById(location.hash.slice(1)) : null;
  const details = target && target.querySelector('details.picture');
  if (!details) return;
  details.open = true;
  target.scrollIntoView();
}
addEventListener('hashchange', openPicture);
openPicture();
addEventListener('beforeprint', () => { for (const details of document.querySelectorAll('details.picture')) details.open = true; });
for (const table of document.querySelectorAll('table.sortable')) {
  const heads = [...table.querySelectorAll('th')];
  for (const [column, head] of heads.entries()) head.querySelector('button').addEventListener('click', () => {
    const down = head.getAttribute('aria-sort') === (column === 0 ? 'ascending' : 'descending') ? column === 0 : column !== 0;
    for (const other of heads) other.setAttribute('aria-sort', other === head ? (down ? 'descending' : 'ascending') : 'none');
    const value = (row) => { const text = row.cells[column].dataset.value; return text === '' ? NaN : Number(text); };
    const rows = [...table.tBodies[0].rows].sort((a, b) => {
      const left = value(a), right = value(b);
      if (Number.isNaN(left) || Number.isNaN(right)) return Number(Number.isNaN(left)) - Number(Number.isNaN(right));
      return left === right ? 0 : (left < right ? -1 : 1) * (down ? -1 : 1);
    });
    table.tBodies[0].append(...rows);
  });
}
for (const root of document.querySelectorAll('.viewer')) {
  const find = (selector) => root.querySelector(selector);
  const [left, right] = root.querySelectorAll('.stack img');
  const stack = find('.stack'), rule = find('.rule'), readout = find('output');
  const state = { mode: 'wipe', zoom: 2, at: 0.5, blink: false };
  const pixels = new Map();
  const sizes = { width: Number(root.dataset.width), height: Number(root.dataset.height) };
  const source = (name) => { const option = find(name); return root.closest('section').querySelector('.sheet [data-key="' + CSS.escape(option.value) + '"]').src; };
  function values(image, x, y) {
    if (!image.src.startsWith('data:') || !image.complete || image.naturalWidth === 0) return '';
    let data = pixels.get(image.src);
    if (!data) {
      const canvas = document.createElement('canvas');
      canvas.width = image.naturalWidth; canvas.height = image.naturalHeight;
      const context = canvas.getContext('2d', { willReadFrequently: true });
      context.drawImage(image, 0, 0);
      data = context.getImageData(0, 0, canvas.width, canvas.height);
      pixels.set(image.src, data);
    }
    const i = (y * data.width + x) * 4;
    return [data.data[i], data.data[i + 1], data.data[i + 2]].join(' ');
  }
  function draw() {
    const width = sizes.width * state.zoom, height = sizes.height * state.zoom;
    stack.style.width = width + 'px'; stack.style.height = height + 'px';
    for (const image of [left, right]) { image.style.width = width + 'px'; image.style.height = height + 'px'; }
    const difference = state.mode === 'difference';
    right.style.mixBlendMode = difference ? 'difference' : 'normal';
    stack.style.filter = difference ? 'brightness(' + find('.gain').value + ')' : 'none';
    right.style.clipPath = state.mode === 'wipe' ? 'inset(0 0 0 ' + state.at * 100 + '%)' : 'none';
    right.style.visibility = state.mode === 'blink' && state.blink ? 'hidden' : 'visible';
    rule.style.display = state.mode === 'wipe' ? 'block' : 'none';
    rule.style.left = state.at * 100 + '%';
    find('.gainLabel').hidden = !difference;
    for (const button of root.querySelectorAll('[data-mode]')) button.setAttribute('aria-pressed', String(button.dataset.mode === state.mode));
  }
  function choose() { left.src = source('.a'); right.src = source('.b'); left.alt = find('.a').selectedOptions[0].text; right.alt = find('.b').selectedOptions[0].text; draw(); }
  for (const select of root.querySelectorAll('select')) select.addEventListener('change', choose);
  for (const button of root.querySelectorAll('[data-mode]')) button.addEventListener('click', () => { state.mode = button.dataset.mode; draw(); });
  for (const button of root.querySelectorAll('[data-zoom]')) button.addEventListener('click', () => { state.zoom = Math.min(16, Math.max(0.25, state.zoom * Number(button.dataset.zoom))); draw(); });
  find('.gain').addEventListener('input', draw);
  stack.addEventListener('pointermove', (event) => {
    const box = stack.getBoundingClientRect();
    const x = Math.floor((event.clientX - box.left) / state.zoom), y = Math.floor((event.clientY - box.top) / state.zoom);
    if (x < 0 || y < 0 || x >= sizes.width || y >= sizes.height) return;
    if (state.mode === 'wipe') { state.at = (event.clientX - box.left) / box.width; draw(); }
    readout.textContent = 'x ' + x + ', y ' + y + '  ' + values(left, x, y) + ' | ' + values(right, x, y);
  });
  find('.stage').addEventListener('keydown', (event) => {
    if (state.mode !== 'wipe' || (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') || !event.shiftKey) return;
    state.at = Math.min(1, Math.max(0, state.at + (event.key === 'ArrowLeft' ? -0.02 : 0.02))); event.preventDefault(); draw();
  });
  setInterval(() => { if (state.mode === 'blink') { state.blink = !state.blink; draw(); } }, 600);
  choose();
}
// The window that shows this report in a frame cannot print a frame of another origin; it asks.
addEventListener('message', (event) => { if (event.source === parent && parent !== window && event.data === 'print') print(); });
addEventListener('beforeprint', () => { for (const details of document.querySelectorAll('details')) details.open = true; });
`;
