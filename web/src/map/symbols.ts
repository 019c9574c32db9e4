import type { Palette } from './palette';
import { fade, luminance, mix } from './palette';

/** A drawn symbol: a picture and where its anchor lies on it, in CSS pixels. */
export interface Sprite {
  image: CanvasImageSource;
  width: number;
  height: number;
  ax: number;
  ay: number;
}

type Milsymbol = (typeof import('./milsymbol'))['ms'];

/**
 * Unit symbols after APP-6. The library is large, so that it is fetched when
 * the first unit with a symbol comes on; until then units are plain flags.
 */
export class Symbols {
  private library: Milsymbol | undefined;
  private fetching = false;
  private sprites = new Map<string, Sprite>();

  constructor(private readonly onload: () => void) {}

  /** Fetches the library, once. */
  fetch(): void {
    if (this.fetching) return;
    this.fetching = true;
    void import('./milsymbol').then(
      ({ ms }) => {
        this.library = ms;
        this.sprites.clear();
        this.onload();
      },
      // Units stay plain flags.
      () => undefined,
    );
  }

  /** The unit's symbol in its holder's colour. */
  unit(code: string | undefined, colour: string, p: Palette, ratio: number): Sprite {
    if (code) this.fetch();
    const key = `${code ?? ''} ${colour} ${p.dark} ${ratio} ${this.library ? 1 : 0}`;
    let sprite = this.sprites.get(key);
    if (!sprite) {
      sprite =
        (code && this.library && milsymbol(this.library, code, colour, p, ratio)) ||
        plain(colour, p, ratio);
      this.sprites.set(key, sprite);
    }
    return sprite;
  }
}

function milsymbol(
  library: Milsymbol,
  code: string,
  colour: string,
  p: Palette,
  ratio: number,
): Sprite | undefined {
  try {
    const fill = mix(colour, '#ffffff', luminance(colour) < 0.25 ? 0.55 : 0.3);
    const symbol = new library.Symbol(code.padEnd(15, '-').slice(0, 15), {
      size: 17 * ratio,
      fillColor: fill,
      monoColor: '',
      // The frame with the marks of size above it must read on a dark map too.
      frameColor: whosever(p.ink),
      outlineColor: p.halo,
      outlineWidth: 5,
      strokeWidth: 5,
    });
    if (!symbol.isValid()) return undefined;
    const anchor = symbol.getAnchor();
    const size = symbol.getSize();
    return {
      image: symbol.asCanvas(),
      width: size.width / ratio,
      height: size.height / ratio,
      ax: anchor.x / ratio,
      ay: anchor.y / ratio,
    };
  } catch {
    return undefined;
  }
}

/** One colour for whichever side a symbol is on: sides are told by the fill. */
function whosever(colour: string) {
  return {
    Civilian: colour,
    Friend: colour,
    Hostile: colour,
    Neutral: colour,
    Suspect: colour,
    Unknown: colour,
  };
}

function plain(colour: string, p: Palette, ratio: number): Sprite {
  const width = 24;
  const height = 18;
  const canvas = document.createElement('canvas');
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  const ctx = canvas.getContext('2d');
  if (ctx) {
    ctx.scale(ratio, ratio);
    ctx.fillStyle = p.halo;
    ctx.fillRect(1, 1, width - 2, height - 2);
    ctx.fillStyle = mix(colour, '#ffffff', 0.25);
    ctx.strokeStyle = fade('#241f1a', 0.9);
    ctx.lineWidth = 1.4;
    ctx.fillRect(3, 3, width - 6, height - 6);
    ctx.strokeRect(3, 3, width - 6, height - 6);
  }
  return { image: canvas, width, height, ax: width / 2, ay: height / 2 };
}
