/** A word as set: a picture, and the width of its letters in CSS pixels. */
export interface Word {
  picture: OffscreenCanvas;
  width: number;
}

/** Room around the letters for their halo. */
const PAD = 4;

const HEIGHT = 22;

/** How many words are kept; more than a map has at once in all languages. */
const KEEP = 1200;

/**
 * Words with a halo, each lettered once: a picture is laid down many times faster
 * than type is set.
 */
export class Type {
  private words = new Map<string, Word>();

  /** The word in a face and a colour. */
  set(text: string, font: string, ink: string, halo: string, ratio: number): Word {
    const key = `${text}|${font}|${ink}|${halo}|${ratio}`;
    let word = this.words.get(key);
    if (!word) {
      if (this.words.size >= KEEP) this.words.clear();
      word = letter(text, font, ink, halo, ratio);
      this.words.set(key, word);
    }
    return word;
  }

  /** Lays a word down: `x` is its left edge, `y` its middle, in CSS pixels. */
  draw(
    ctx: CanvasRenderingContext2D,
    { picture }: Word,
    x: number,
    y: number,
    ratio: number,
  ): void {
    // On whole device pixels, so that the letters stay crisp.
    const snap = (v: number) => Math.round(v * ratio) / ratio;
    ctx.drawImage(
      picture,
      snap(x - PAD),
      snap(y - HEIGHT / 2),
      picture.width / ratio,
      picture.height / ratio,
    );
  }
}

function letter(text: string, font: string, ink: string, halo: string, ratio: number): Word {
  const measure = new OffscreenCanvas(1, 1).getContext('2d')!;
  measure.font = font;
  const { width } = measure.measureText(text);
  const picture = new OffscreenCanvas(
    Math.ceil((width + 2 * PAD) * ratio),
    Math.ceil(HEIGHT * ratio),
  );
  const ctx = picture.getContext('2d')!;
  ctx.scale(ratio, ratio);
  ctx.font = font;
  ctx.textBaseline = 'middle';
  ctx.lineJoin = 'round';
  ctx.strokeStyle = halo;
  ctx.lineWidth = 3.5;
  ctx.strokeText(text, PAD, HEIGHT / 2);
  ctx.fillStyle = ink;
  ctx.fillText(text, PAD, HEIGHT / 2);
  return { picture, width };
}
