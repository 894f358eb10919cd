// Starts the application. An external module, so that the page needs no inline script (strict CSP, no hash, no nonce).
// When the application cannot start, says so in both languages: its own words are inside what did not load.

const TEXTS = {
  // A tab from before an upgrade asks for files that are gone.
  gone: {
    fr: ['Le portail a été mis à jour', 'Rechargez la page pour utiliser la nouvelle version.', 'Recharger la page'],
    en: ['The portal was updated', 'Reload the page to use the new version.', 'Reload the page'],
  },
  offline: {
    fr: ['Le portail est injoignable', 'Vérifiez votre connexion, puis rechargez la page.', 'Recharger la page'],
    en: ['The portal cannot be reached', 'Check your connection, then reload the page.', 'Reload the page'],
  },
  // The application stopped on an error of its own.
  broken: {
    fr: ['Cette page a échoué', 'Une erreur de la page elle-même l’empêche de continuer. Vos fichiers ne sont pas touchés.', 'Recharger la page'],
    en: ['This page has failed', 'An error in the page itself keeps it from going on. Your files are not affected.', 'Reload the page'],
  },
  failed: {
    fr: ['La page n’a pas pu démarrer', 'Rechargez-la. Si cela se répète, essayez un navigateur à jour : celui-ci ne sait peut-être pas exécuter WebAssembly.', 'Recharger la page'],
    en: ['The page could not start', 'Reload it. If it happens again, try an up-to-date browser: this one may be unable to run WebAssembly.', 'Reload the page'],
  },
};

function element(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
}

/** Adds the sentence to what the gateway rendered, or puts it where the application would be. */
function explain(why) {
  const message = element('div', { className: 'boot', tabIndex: -1 });
  message.setAttribute('role', 'alert');
  // The language of the address comes first.
  const order = location.pathname.startsWith('/en') ? ['en', 'fr'] : ['fr', 'en'];
  for (const [index, lang] of order.entries()) {
    const [title, advice, action] = TEXTS[why][lang];
    const button = element('button', { type: 'button', className: index ? 'button' : 'button button--primary' }, action);
    button.addEventListener('click', () => location.reload());
    message.append(element('section', { lang }, element(index ? 'p' : 'h1', {}, title), element('p', {}, advice), button));
  }
  const app = document.getElementById('app');
  const rendered = app.querySelector('main');
  if (rendered) rendered.prepend(message);
  else app.replaceChildren(element('main', {}, message));
  message.focus();
}

async function start() {
  const { js, wasm } = document.querySelector('meta[name="wasm-app"]').dataset;
  let code;
  let init;
  try {
    [code, { default: init }] = await Promise.all([fetch(wasm, { credentials: 'same-origin' }), import(js)]);
  } catch (error) {
    // A failed import says nothing of why: ask once more, for the status alone.
    const answer = await fetch(js, { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
    explain(answer === undefined ? 'offline' : answer.status === 404 ? 'gone' : 'failed');
    throw error;
  }
  if (!code.ok) return explain(code.status === 404 ? 'gone' : 'failed');
  try {
    await init({ module_or_path: code });
  } catch (error) {
    explain('failed');
    throw error;
  }
}

// A file that is dropped where nothing takes files would replace the page and all that is under way in it.
for (const kind of ['dragover', 'drop']) {
  addEventListener(kind, (event) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = 'none';
  });
}

addEventListener('cellier:broken', () => explain('broken'), { once: true });
await start();
