// Lines and processors as Chromium's DevTools emulate them.

/** A home's: milliseconds there and back, megabits a second down and up. */
export const HOME = { latency: 40, mbit: 10 };
/** A processor so many times as slow: that of a cheap telephone beside that of a desk. */
export const SLOWER = 4;
export const SLOW_WORDS = `on a line of ${HOME.latency} ms and ${HOME.mbit} Mbit/s with a processor ${SLOWER} times as slow`;

/** From now on the page has that line and that processor; without one, what the machine has. */
export async function emulate(page, { latency = 0, mbit, slower = 1 } = {}) {
  const session = await page.context().newCDPSession(page);
  const throughput = mbit ? (mbit * 1_000_000) / 8 : -1;
  await session.send('Network.enable');
  await session.send('Network.emulateNetworkConditions', { offline: false, latency, downloadThroughput: throughput, uploadThroughput: throughput });
  await session.send('Emulation.setCPUThrottlingRate', { rate: slower });
}
