/**
 * The page end to end: a real browser drives the real binary.
 *
 *   npm run e2e                         ../bin/marchland
 *   MARCHLAND_BIN=... npm run e2e       another binary
 *   MARCHLAND_URL=... npm run e2e       a server that runs already
 *   npm run e2e -- keys axe             only the tests whose names say so
 *
 * Pictures go to e2e/out.
 */
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { AxeBuilder } from '@axe-core/playwright';
import { launch, open, painted, quantile, scriptTimes, serve, settled, sleep } from './browser.mjs';

const out = fileURLToPath(new URL('out/', import.meta.url));
mkdirSync(out, { recursive: true });

const WAR = '/?date=1950-06-25&layers=korean-war-control,korean-war-front&lang=en';
const BUDGET = 90 * 1024;

const server = await serve();
const browser = await launch();
const layers = (await (await fetch(`${server.url}/api/atlas`)).json()).layers.map((l) => l.id);
const everyLayer = `&layers=${layers.join()}`;
const at = (path, options) => open(browser, server.url + path, options);
const shot = (page, name) => page.screenshot({ path: `${out}${name}.png` });
const dateOf = (page) => page.evaluate(() => document.documentElement.dataset.date);
const slider = (page) => page.getByRole('slider', { name: /Date/ });

/** Every test: what it holds, and how. It may return a line to print. */
const tests = {
  'opens at the opening view, and asks no other host': async () => {
    const { page, requests, errors, close } = await at('/');
    await settled(page);
    await shot(page, 'opening');
    assert.deepEqual(
      requests.filter((u) => !u.startsWith(server.url) && !/^(data|blob):/.test(u)),
      [],
    );
    assert.deepEqual(errors, []);
    await close();
  },

  'the initial JavaScript keeps its budget': async () => {
    const html = await (await fetch(server.url)).text();
    const files = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map((m) => m[1]);
    let bytes = 0;
    for (const file of files) {
      const code = Buffer.from(await (await fetch(new URL(file, server.url))).arrayBuffer());
      bytes += gzipSync(code, { level: 9 }).length;
    }
    assert.ok(files.length > 0 && bytes > 0, 'no script in the page');
    assert.ok(bytes <= BUDGET, `${bytes} bytes gzipped`);
    return `${(bytes / 1024).toFixed(1)} KB gzip`;
  },

  'an address restores the view': async () => {
    const { page, close } = await at(
      '/?date=1950-11-24&layers=korean-war-front&lang=ko#map=7/40/126.5',
    );
    assert.equal(await dateOf(page), '1950-11-24');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'ko-KR');
    assert.equal(await slider(page).getAttribute('aria-valuetext'), '1950년 11월 24일');
    const on = page.locator('.layer-list input:checked');
    assert.equal(await on.count(), 1);
    await page.keyboard.press('ArrowRight');
    await painted(page, '1950-11-25');
    await sleep(700);
    const { search, hash } = new URL(page.url());
    assert.match(search, /^\?date=1950-11-25&layers=korean-war-front&lang=ko/);
    assert.equal(hash, '#map=7/40/126.5');
    await close();
  },

  'a wrong address falls back and says so': async () => {
    const { page, errors, close } = await at('/?date=1950-02-31&layers=nonsense&lang=xx#map=99/0');
    await page.getByRole('status').getByText('1950-02-31').waitFor();
    assert.equal(await dateOf(page), '1950-09-15');
    assert.deepEqual(errors, []);
    await close();
  },

  'plays from 25 June to 24 November 1950': async () => {
    const { page, errors, close } = await at(WAR);
    await settled(page);
    await shot(page, 'play-1950-06-25');
    await page.getByLabel('Speed').selectOption('2');
    await page.getByRole('button', { name: 'Play', exact: true }).click();
    const seen = new Set();
    const end = Date.now() + 60_000;
    for (;;) {
      const date = await dateOf(page);
      seen.add(date);
      if (date >= '1950-11-24') break;
      assert.ok(Date.now() < end, `play stuck at ${date}`);
      await sleep(30);
    }
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    assert.ok(seen.size > 30, `only ${seen.size} dates were seen`);
    await page.getByRole('button', { name: /Change it/ }).click();
    await page.getByRole('textbox').fill('1950-11-24');
    await page.keyboard.press('Enter');
    await painted(page, '1950-11-24');
    await shot(page, 'play-1950-11-24');
    assert.deepEqual(errors, []);
    await close();
    return `${seen.size} dates seen`;
  },

  'keys move the date': async () => {
    const { page, close } = await at(WAR);
    await settled(page);
    const press = async (key, expected) => {
      await page.keyboard.press(key);
      await painted(page, expected);
    };
    await press('ArrowRight', '1950-06-26');
    await press('ArrowLeft', '1950-06-25');
    await press('Shift+ArrowRight', '1950-07-02');
    await press('Shift+ArrowLeft', '1950-06-25');
    await page.keyboard.press('PageDown');
    await page.waitForFunction(() => document.documentElement.dataset.date > '1950-06-25');
    await press('PageUp', '1950-06-25');
    await page.keyboard.press('End');
    await page.waitForFunction(() => document.documentElement.dataset.date > '1953-01-01');
    await page.keyboard.press('Home');
    await page.waitForFunction(() => document.documentElement.dataset.date < '1950-07-01');
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    await page.keyboard.press('Space');
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    await close();
  },

  'a date is typed, and a wrong one explained': async () => {
    const { page, close } = await at(WAR);
    const type = async (text) => {
      await page.getByRole('textbox').fill(text);
      await page.keyboard.press('Enter');
    };
    await page.getByRole('button', { name: /Change it/ }).click();
    await type('1950-02-30');
    await page.getByRole('alert').waitFor();
    await type('1592-05');
    await painted(page, '1592-05-01');
    await page.getByRole('button', { name: /Change it/ }).click();
    await type('668');
    await painted(page, '0668-01-01');
    await close();
  },

  'scrubbing costs no request; script time by step': async () => {
    const { page, requests, close } = await at(`/?date=1950-06-25&lang=en${everyLayer}`);
    await settled(page);
    const asked = requests.length;
    await slider(page).focus();
    const times = await scriptTimes(page, 153, () => page.keyboard.press('ArrowRight'));
    await painted(page, '1950-11-25');
    const box = await slider(page).boundingBox();
    await page.mouse.move(box.x + 20, box.y + box.height / 2);
    await page.mouse.down();
    for (let x = 20; x < box.width; x += 15)
      await page.mouse.move(box.x + x, box.y + box.height / 2);
    await page.mouse.up();
    await sleep(300);
    assert.deepEqual(requests.slice(asked), []);
    await close();
    return `${layers.length} layers on: script p50 ${quantile(times, 0.5).toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms, most ${quantile(times, 1).toFixed(2)} ms a step`;
  },

  'a click answers who held the place, and since when': async () => {
    const { page, close } = await at(`${WAR}#map=8/37.57/126.98`);
    await settled(page);
    await page.locator('#map').focus();
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', { name: 'Here' });
    await panel.getByText('In control').waitFor();
    await panel.getByText(/Changed hands/).waitFor();
    await panel.locator('.periods li').first().waitFor();
    await shot(page, 'seoul');
    await page.keyboard.press('Escape');
    await panel.waitFor({ state: 'detached' });
    await close();
  },

  'a lost server leaves the map moving': async () => {
    const { page, close } = await at(WAR);
    await settled(page);
    await page.context().setOffline(true);
    await page.keyboard.press('ArrowRight');
    await painted(page, '1950-06-26');
    await page.locator('#map').focus();
    await page.keyboard.press('Enter');
    await page.getByText('The server does not answer').waitFor();
    await page.keyboard.press('ArrowRight');
    await painted(page, '1950-06-27');
    await close();
  },

  'every language draws': async () => {
    for (const [lang, words] of [
      ['ko', '1950년 10월 1일'],
      ['zh', '1950年10月1日'],
      ['hans', '1950年10月1日'],
      ['ja', '1950年10月1日'],
    ]) {
      const { page, errors, close } = await at(`/?date=1950-10-01&lang=${lang}`);
      await page.getByRole('button', { name: words }).waitFor();
      await settled(page);
      await shot(page, `lang-${lang}`);
      assert.deepEqual(errors, []);
      await close();
    }
  },

  'axe finds nothing, in light and dark, wide and narrow': async () => {
    for (const colorScheme of ['light', 'dark'])
      for (const viewport of [
        { width: 1440, height: 900 },
        { width: 390, height: 844 },
      ]) {
        const { page, close } = await at(`${WAR}#map=7/37.5/127`, { colorScheme, viewport });
        await settled(page);
        const check = async (what) => {
          const { violations } = await new AxeBuilder({ page }).analyze();
          const found = violations.map(
            (v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join('; ')}`,
          );
          assert.deepEqual(found, [], `${what}, ${colorScheme}, ${viewport.width}`);
        };
        await check('the map');
        await page.locator('#map').focus();
        await page.keyboard.press('Enter');
        await page.locator('.inquiry .control').waitFor();
        await sleep(400);
        await check('the panel');
        await page.keyboard.press('Escape');
        await page.keyboard.press('?');
        await page.getByRole('dialog').waitFor();
        await check('the keys');
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: /Change it/ }).click();
        await page.getByRole('textbox').fill('nonsense');
        await page.keyboard.press('Enter');
        await page.getByRole('alert').waitFor();
        await check('a wrong date');
        await close();
      }
  },

  'a phone shows the map first and scrolls nowhere sideways': async () => {
    const { page, close } = await at('/?lang=en', {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
      deviceScaleFactor: 2,
    });
    await settled(page);
    await shot(page, 'phone');
    const wide = await page.evaluate(() => document.scrollingElement.scrollWidth);
    assert.ok(wide <= 390, `${wide} px wide`);
    const map = await page.locator('#map').boundingBox();
    assert.ok(map.height > 844 / 2, `the map is ${map.height} px high`);
    await page.getByRole('button', { name: 'Layers', exact: true }).tap();
    await page.getByRole('checkbox').first().waitFor();
    await sleep(300);
    await shot(page, 'phone-layers');
    await close();
  },

  'pictures for a wall: sizes, themes, languages': async () => {
    for (const [name, path, options] of [
      ['desk-light-en', '/?date=1950-09-15&lang=en', {}],
      ['desk-dark-ko', '/?date=1950-11-24&lang=ko', { colorScheme: 'dark' }],
      ['wide-light-ko', '/?date=1592-07-01&lang=ko', { viewport: { width: 1920, height: 1080 } }],
      [
        'wide-dark-en',
        '/?date=1951-01-04&lang=en',
        { viewport: { width: 1920, height: 1080 }, colorScheme: 'dark' },
      ],
      ['strait-light-ja', '/?date=1950-09-01&lang=ja#map=7/24.8/120.3', {}],
      ['empire-light-en', '/?date=1942-06-01&lang=en#map=4.5/34/122', {}],
    ]) {
      const { page, close } = await at(path, options);
      await settled(page);
      await shot(page, name);
      await close();
    }
  },
};

const only = process.argv.slice(2);
let passed = 0;
let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
  try {
    const said = await test();
    passed++;
    console.log(`ok    ${name}${said ? `: ${said}` : ''}`);
  } catch (error) {
    failed++;
    console.log(`FAIL  ${name}\n${error.stack ?? error}`);
  }
}
await browser.close();
await server.stop();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
