/** The colours and faces of the map, read from the page's custom properties so that a theme is only CSS. */
export interface Palette {
  dark: boolean;
  sea: string;
  shoal: string;
  land: string;
  margin: string;
  coast: string;
  river: string;
  ink: string;
  halo: string;
  faint: string;
  accent: string;
  front: string;
  /** What territories are lightened towards. */
  paper: string;
  serif: string;
  sans: string;
}

/** Reads the palette that the page's theme sets now. */
export function readPalette(root: HTMLElement): Palette {
  const style = getComputedStyle(root);
  const get = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    dark: get('theme') === 'dark',
    sea: get('map-sea'),
    shoal: get('map-shoal'),
    land: get('map-land'),
    margin: get('paper-deep'),
    coast: get('map-coast'),
    river: get('map-river'),
    ink: get('map-ink'),
    halo: get('map-halo'),
    faint: get('map-faint'),
    accent: get('accent'),
    front: get('map-front'),
    paper: get('map-tint'),
    serif: get('serif'),
    sans: get('sans'),
  };
}

const parsed = new Map<string, [number, number, number]>();

/** The channels of `#rgb` or `#rrggbb`; grey where it is neither. */
export function channels(colour: string): [number, number, number] {
  let c = parsed.get(colour);
  if (!c) {
    const hex = /^#([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(colour)?.[1] ?? '888888';
    const six = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
    const n = Number.parseInt(six, 16);
    c = [n >> 16, (n >> 8) & 255, n & 255];
    parsed.set(colour, c);
  }
  return c;
}

/** `share` of the second colour mixed into the first. */
export function mix(a: string, b: string, share: number): string {
  const ca = channels(a);
  const cb = channels(b);
  const hex = ca.map((v, i) =>
    Math.round(v + (cb[i]! - v) * share)
      .toString(16)
      .padStart(2, '0'),
  );
  return `#${hex.join('')}`;
}

/** The colour at an opacity. */
export function fade(colour: string, alpha: number): string {
  const [r, g, b] = channels(colour);
  return `rgba(${r},${g},${b},${alpha})`;
}

/** Relative luminance, 0 black to 1 white. */
export function luminance(colour: string): number {
  const [r, g, b] = channels(colour).map((v) => {
    const s = v / 255;
    return s <= 0.04045 ? s / 12.92 : ((s + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
