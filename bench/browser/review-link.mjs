// Opens a review link as a mid-range phone on a slow network would, with nothing cached, and prints what Lighthouse says:
// the median of some runs as one line of JSON. `node review-link.mjs ADDRESS RUNS`.
import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';

const [address, runs = '3'] = process.argv.slice(2);
const chrome = await launch({
  chromePath: process.env['CHROME_PATH'] ?? '/usr/bin/chromium',
  // The certificate is the server's own, and no other machine is asked for anything.
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-gpu', '--ignore-certificate-errors', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
});

const median = (values) => values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)];
const results = [];
try {
  for (let run = 0; run < Number(runs); run += 1) {
    // Lighthouse's own phone: four times slower than this machine, 1.6 Mbit/s with 150 ms there and back.
    const { lhr } = await lighthouse(address, { port: chrome.port, onlyCategories: ['performance', 'accessibility'], formFactor: 'mobile', logLevel: 'error' });
    if (lhr.runtimeError) throw new Error(lhr.runtimeError.message);
    const failed = Object.values(lhr.audits).filter(({ score, scoreDisplayMode }) => scoreDisplayMode === 'binary' && score === 0);
    results.push({
      lcp_ms: lhr.audits['largest-contentful-paint'].numericValue,
      fcp_ms: lhr.audits['first-contentful-paint'].numericValue,
      tbt_ms: lhr.audits['total-blocking-time'].numericValue,
      cls: lhr.audits['cumulative-layout-shift'].numericValue,
      perf: lhr.categories.performance.score * 100,
      a11y: lhr.categories.accessibility.score * 100,
      failed: failed.map(({ id }) => id),
      shown: lhr.finalDisplayedUrl.split('#')[0],
    });
  }
} finally {
  chrome.kill();
}

const of = (name) => median(results.map((result) => result[name]));
const failed = [...new Set(results.flatMap((result) => result.failed))];
console.log(JSON.stringify({ lcp_ms: of('lcp_ms'), fcp_ms: of('fcp_ms'), tbt_ms: of('tbt_ms'), cls: of('cls'), perf: of('perf'), a11y: of('a11y'), failed, shown: results[0]?.shown }));
