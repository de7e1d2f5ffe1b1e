/** "Firefox 149 on Linux" out of what a browser says of itself. A hint for people, never a fact to decide by. */

const browsers: [RegExp, string][] = [
  [/\bEdg(?:e|A|iOS)?\/(\d+)/, 'Edge'],
  [/\bOPR\/(\d+)/, 'Opera'],
  [/\bSamsungBrowser\/(\d+)/, 'Samsung Internet'],
  [/\b(?:Firefox|FxiOS)\/(\d+)/, 'Firefox'],
  [/\b(?:HeadlessChrome|Chrome|CriOS)\/(\d+)/, 'Chrome'],
  [/\bVersion\/(\d+)[\d.]* (?:Mobile\/\S+ )?Safari\//, 'Safari'],
];

const systems: [RegExp, string][] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
];

export function browserName(said: string): string {
  const known = browsers.map(([pattern, name]) => ({ name, version: pattern.exec(said)?.[1] })).find(({ version }) => version !== undefined);
  const system = systems.find(([pattern]) => pattern.test(said))?.[1];
  if (!known) return said.length > 0 && said.length <= 60 ? said : 'Unknown browser';
  return `${known.name} ${known.version}${system ? ` on ${system}` : ''}`;
}
