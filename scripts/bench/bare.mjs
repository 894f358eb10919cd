// The least that any page needs here: one without framework, style or words, which asks for the same listing on a click and puts
// the first rows in. Timed as the page is: from the click until the frame that shows them.
const ADDRESS = '/bare';
const BODY = '<!doctype html><title>bare</title><button>Open</button><table><tbody></tbody></table>';

/** In a page of this context, for a folder of a dataset. */
export async function barePage(context, bucket) {
  const page = await context.newPage();
  await page.route(`**${ADDRESS}`, (route) => route.fulfill({ contentType: 'text/html', body: BODY }));
  await page.goto(ADDRESS);
  // What is routed is not kept by the browser, and takes a way around.
  await page.unroute(`**${ADDRESS}`);
  await page.evaluate(prepare, `/api/datasets/${bucket}/listing?prefix=folder%2F`);
  return page;
}

/** Milliseconds, for so many rows. */
export async function openBare(page, rows) {
  await page.evaluate((rows) => window.await(rows), rows);
  await page.getByRole('button').click();
  return (await page.waitForFunction(() => window.opened)).jsonValue();
}

/** In the page. */
function prepare(address) {
  const body = document.querySelector('tbody');
  let rows;
  window.await = (wanted) => {
    rows = wanted;
    window.opened = undefined;
    body.replaceChildren();
  };
  const cell = (...inside) => {
    const made = document.createElement('td');
    made.append(...inside);
    return made;
  };
  document.querySelector('button').addEventListener('click', async ({ timeStamp }) => {
    const { entries } = await (await fetch(address)).json();
    for (const { key, size, modified } of entries.slice(0, rows)) {
      const [row, link, button] = ['tr', 'a', 'button'].map((name) => document.createElement(name));
      [link.href, link.textContent, button.textContent] = [`?key=${key}`, key, '…'];
      row.append(cell(link), cell(size), cell(modified), cell(button));
      body.append(row);
    }
    requestAnimationFrame(() => setTimeout(() => (window.opened = performance.now() - timeStamp)));
  });
}
