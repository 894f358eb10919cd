// Sends files through an upload request, one after the other, with progress and a receipt for each. What is said stands
// in the page, in the reader's language; this file has no words.

const form = document.querySelector('form[data-receive]');
const list = document.querySelector('.quiet__receipts');
const words = form.dataset;

/** A line for a file: its name, how far it is, and what became of it. */
function line(file) {
  const item = document.createElement('li');
  const name = Object.assign(document.createElement('span'), { className: 'quiet__name', textContent: file.name });
  const bar = Object.assign(document.createElement('progress'), { max: 1, value: 0 });
  bar.setAttribute('aria-label', file.name);
  const state = Object.assign(document.createElement('span'), { textContent: words.waiting });
  item.append(name, bar, state);
  list.append(item);
  return { item, bar, state };
}

/** Puts one file; answers its status, 0 where nothing came back. */
function put(file, headers, onProgress) {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open('PUT', `${words.receive}/${encodeURIComponent(file.name)}`);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, encodeURIComponent(value));
    request.upload.onprogress = ({ loaded, total }) => onProgress(loaded / total);
    request.onloadend = () => resolve(request.status);
    request.send(file);
  });
}

const FAILURES = { 409: 'full', 413: 'large', 415: 'kind', 410: 'over', 404: 'over' };

async function send(file, headers) {
  const { item, bar, state } = line(file);
  state.textContent = words.sending;
  let status = await put(file, headers, (part) => { bar.value = part; });
  // Somebody else sent a file of this name in the same moment: the next one gets a number.
  if (status === 412) status = await put(file, headers, (part) => { bar.value = part; });
  bar.remove();
  const done = status === 201;
  state.textContent = done ? words.received.replace('{time}', new Date().toLocaleTimeString(document.documentElement.lang)) : words[FAILURES[status] ?? 'failed'];
  item.dataset.state = done ? 'received' : 'failed';
  return done;
}

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  const { files, sender, note } = form.elements;
  const headers = { 'x-cellier-sender': sender?.value ?? '', 'x-cellier-note': note?.value ?? '' };
  const chosen = [...files.files];
  const button = form.querySelector('button');
  button.disabled = true;
  const leave = (leaving) => leaving.preventDefault();
  addEventListener('beforeunload', leave);
  let received = 0;
  for (const file of chosen) received += await send(file, headers);
  removeEventListener('beforeunload', leave);
  button.disabled = false;
  if (received === chosen.length) files.value = '';
  const news = document.querySelector('.quiet__news');
  news.textContent = words.news.replace('{received}', received).replace('{chosen}', chosen.length);
  news.focus();
});
