/**
 * What the end-to-end tests need: a browser, the real binary, a page that keeps
 * account of what it asks and of how long its scripts run.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
];

/** The system's Chromium, or else Playwright's own. */
export function launch() {
  const system = [
    process.env.CHROMIUM,
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
  ].find((path) => path && existsSync(path));
  return chromium.launch({ ...(system ? { executablePath: system } : {}), args: FLAGS });
}

/**
 * Starts the binary (`MARCHLAND_BIN`) on a free port; with `MARCHLAND_URL` a
 * server that runs already is used instead. Resolves once `/healthz` answers.
 */
export async function serve() {
  if (process.env.MARCHLAND_URL)
    return { url: process.env.MARCHLAND_URL.replace(/\/$/, ''), stop: async () => {} };
  const binary =
    process.env.MARCHLAND_BIN ?? fileURLToPath(new URL('../../bin/marchland', import.meta.url));
  if (!existsSync(binary)) throw new Error(`no ${binary}: run "make build" first`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(binary, ['serve', '--listen', `127.0.0.1:${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  let ended = false;
  child.stderr.on('data', (data) => (said = (said + data).slice(-4000)));
  child.on('exit', () => (ended = true));
  const stop = async () => {
    if (ended) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    await gone;
  };
  const patience = Date.now() + 60_000;
  for (;;) {
    if (ended) throw new Error(`the server ended:\n${said}`);
    const ok = await fetch(`${url}/healthz`).then(
      (r) => r.ok,
      () => false,
    );
    if (ok) return { url, stop };
    if (Date.now() > patience) {
      await stop();
      throw new Error(`the server did not answer:\n${said}`);
    }
    await sleep(50);
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}

export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Opens a page that keeps `requests` (URLs) and `errors` (texts). */
export async function open(browser, url, options = {}) {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...options,
  });
  const page = await context.newPage();
  const requests = [];
  const errors = [];
  page.on('request', (r) => requests.push(r.url()));
  page.on('pageerror', (e) => errors.push(String(e)));
  page.on('console', (m) => m.type() === 'error' && errors.push(m.text()));
  await page.goto(url);
  await painted(page);
  return { page, requests, errors, close: () => context.close() };
}

/** Waits until the map shows the date, or any. */
export async function painted(page, date) {
  await page.waitForFunction(
    (wanted) => {
      const shown = document.documentElement.dataset.date;
      return wanted ? shown === wanted : Boolean(shown);
    },
    date,
    { timeout: 30_000 },
  );
}

/** Waits until nothing has been asked for a while: the prefetch of the other layers is over. */
export async function settled(page) {
  await page.waitForLoadState('networkidle');
  await sleep(800);
  await page.waitForLoadState('networkidle');
}

/** Milliseconds of script that each step took, by the browser's own account. */
export async function scriptTimes(page, steps, act) {
  const cdp = await page.context().newCDPSession(page);
  await cdp
    .send('Performance.enable', { timeDomain: 'threadTicks' })
    .catch(() => cdp.send('Performance.enable'));
  const total = async () => {
    const { metrics } = await cdp.send('Performance.getMetrics');
    return metrics.find((m) => m.name === 'ScriptDuration').value * 1000;
  };
  const times = [];
  let before = await total();
  for (let i = 0; i < steps; i++) {
    await act(i);
    // Long enough for the picture; asking the page would itself run script.
    await sleep(60);
    const after = await total();
    times.push(after - before);
    before = after;
  }
  await cdp.detach();
  return times;
}

/** The value below which the share `p` of the numbers lies. */
export function quantile(numbers, p) {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))];
}
