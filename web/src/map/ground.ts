import type { GroundAnswer, GroundRequest, Lines } from './ground.worker';
import { unitX, unitY, worldSize, type Frustum } from './mercator';
import type { Palette } from './palette';

/** `base.json`: the files of the base map, beside it. */
interface BaseInfo {
  land: string;
  landLow: string;
  rivers: string;
  relief: Record<ReliefName, string>;
  /** What the pictures and the land cover, in degrees. */
  extent: [west: number, south: number, east: number, north: number];
  attribution: string;
}

/** The pictures: land and sea floor, for a light page and a dark one. */
type ReliefName = 'light' | 'dark' | 'sea' | 'seaDark';

/** From this zoom the full coast is wanted. */
const HIGH_FROM = 7;

/** The zoom from which a river of each rank is drawn. */
const RIVER_FROM = [0, 4, 5.5, 7, 8];

const ROOT = '/base/';

/** Land and the lakes in it. */
interface Shore {
  land: Lines;
  lakes: Lines | undefined;
}

/**
 * The physical map: sea, land, relief, lakes and rivers; no borders. It loads
 * by itself what the zoom and the theme want, and says by `onload` when there is
 * more to paint.
 */
export class Ground {
  private info: BaseInfo | undefined;
  private worker: Worker | undefined;
  private wanted = new Set<string>();
  private low: Shore | undefined;
  private high: Shore | undefined;
  private rivers: Lines | undefined;
  private pictures = new Map<ReliefName, HTMLImageElement>();
  private waiting = new Map<number, (objects: GroundAnswer['objects']) => void>();
  private asked = 0;
  /** Settles when land can be painted, or cannot be had. */
  readonly ready: Promise<void>;

  constructor(private readonly onload: () => void) {
    this.ready = this.open();
  }

  /** Who made what the base map is made of. */
  get attribution(): string {
    return this.info?.attribution ?? '';
  }

  private async open(): Promise<void> {
    try {
      const response = await fetch(`${ROOT}base.json`);
      if (!response.ok) return;
      this.info = (await response.json()) as BaseInfo;
    } catch {
      return;
    }
    this.low = await this.shore(this.info.landLow, 'land');
    this.onload();
  }

  private async shore(file: string, object: string): Promise<Shore | undefined> {
    const [land, lakes] = await this.read(file, [
      { name: object, dissolve: true },
      { name: 'lakes', dissolve: false },
    ]);
    return land && { land, lakes };
  }

  private read(file: string, objects: GroundRequest['objects']): Promise<GroundAnswer['objects']> {
    if (!this.worker) {
      this.worker = new Worker(new URL('./ground.worker.ts', import.meta.url), { type: 'module' });
      this.worker.addEventListener('message', (e: MessageEvent<GroundAnswer>) => {
        this.waiting.get(e.data.id)?.(e.data.objects);
        this.waiting.delete(e.data.id);
      });
    }
    const id = ++this.asked;
    const url = new URL(ROOT + file, location.href).href;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.worker!.postMessage({ id, url, objects } satisfies GroundRequest);
    });
  }

  /** Fetches what a zoom and a theme add to the first picture, each once. */
  private fetchFor(zoom: number, dark: boolean): void {
    const { info } = this;
    if (!info || !this.low) return;
    const once = (key: string, wanted: boolean, fetchIt: () => Promise<void>) => {
      if (!wanted || this.wanted.has(key)) return;
      this.wanted.add(key);
      void fetchIt().then(this.onload);
    };
    for (const name of [dark ? 'dark' : 'light', dark ? 'seaDark' : 'sea'] as const)
      once(name, true, () => this.picture(name, ROOT + info.relief[name]));
    once('rivers', zoom >= RIVER_FROM[1]!, async () => {
      [this.rivers] = await this.read(info.rivers, [{ name: 'rivers', dissolve: false }]);
    });
    once('high', zoom >= HIGH_FROM, async () => {
      this.high = await this.shore(info.land, 'units');
    });
  }

  private picture(name: ReliefName, url: string): Promise<void> {
    const image = new Image();
    image.src = url;
    return image.decode().then(
      () => void this.pictures.set(name, image),
      () => undefined,
    );
  }

  private shoreAt(zoom: number): Shore | undefined {
    return zoom >= HIGH_FROM ? (this.high ?? this.low) : this.low;
  }

  /** Fills a canvas with the water in view, lakes included: what is taken out of territories. */
  mask(ctx: OffscreenCanvasRenderingContext2D, f: Frustum): void {
    const shore = this.shoreAt(f.zoom);
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalCompositeOperation = 'source-over';
    ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    if (!shore) return;
    ctx.fillRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    ctx.setTransform(f.ratio, 0, 0, f.ratio, 0, 0);
    ctx.globalCompositeOperation = 'destination-out';
    ctx.fill(pathIn(shore.land, f, true), 'evenodd');
    ctx.globalCompositeOperation = 'source-over';
    if (shore.lakes) ctx.fill(pathIn(shore.lakes, f, true), 'evenodd');
  }

  /** Paints the whole base map on a canvas: land first, and then what lies under it. */
  paint(ctx: CanvasRenderingContext2D, f: Frustum, p: Palette): void {
    this.fetchFor(f.zoom, p.dark);
    const shore = this.shoreAt(f.zoom);
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.globalAlpha = 1;
    ctx.globalCompositeOperation = 'source-over';
    ctx.clearRect(0, 0, ctx.canvas.width, ctx.canvas.height);
    ctx.setTransform(f.ratio, 0, 0, f.ratio, 0, 0);
    ctx.lineJoin = 'round';
    ctx.lineCap = 'round';
    const rim = this.rim(f);
    if (shore) {
      const land = pathIn(shore.land, f, true);
      ctx.fillStyle = p.land;
      ctx.fill(land, 'evenodd');
      ctx.globalCompositeOperation = 'source-atop';
      this.lay(ctx, p.dark ? 'dark' : 'light', rim);
      if (shore.lakes) this.water(ctx, pathIn(shore.lakes, f, true), p);
      this.streams(ctx, f, p);
      ctx.globalCompositeOperation = 'source-over';
      ctx.strokeStyle = p.coast;
      ctx.lineWidth = f.zoom < 6 ? 0.6 : 0.9;
      ctx.stroke(land);
      // Water lines along the coast, as engravers drew them.
      ctx.globalCompositeOperation = 'destination-over';
      ctx.strokeStyle = p.shoal;
      for (const [width, alpha] of [
        [5, 0.5],
        [11, 0.34],
        [19, 0.22],
      ] as const) {
        ctx.globalAlpha = alpha;
        ctx.lineWidth = width * (f.zoom < 5 ? 0.6 : 1);
        ctx.stroke(land);
      }
      ctx.globalAlpha = 1;
    }
    ctx.globalCompositeOperation = 'destination-over';
    this.lay(ctx, p.dark ? 'seaDark' : 'sea', rim);
    ctx.fillStyle = p.sea;
    if (rim) ctx.fillRect(rim.x, rim.y, rim.width, rim.height);
    else ctx.fillRect(0, 0, f.width, f.height);
    ctx.globalCompositeOperation = 'source-over';
    if (rim) margin(ctx, f, rim, p);
  }

  private water(ctx: CanvasRenderingContext2D, lakes: Path2D, p: Palette): void {
    ctx.fillStyle = p.sea;
    ctx.fill(lakes, 'evenodd');
    ctx.strokeStyle = p.coast;
    ctx.lineWidth = 0.5;
    ctx.stroke(lakes);
  }

  private streams(ctx: CanvasRenderingContext2D, f: Frustum, p: Palette): void {
    if (!this.rivers) return;
    ctx.strokeStyle = p.river;
    for (let rank = 1; rank < RIVER_FROM.length; rank++) {
      const over = f.zoom - RIVER_FROM[rank]!;
      if (over < 0) break;
      ctx.lineWidth = Math.min(2.2, 0.6 + over * 0.28) * (rank === 1 ? 1.25 : 1);
      const { ranks } = this.rivers;
      ctx.stroke(pathIn(this.rivers, f, false, (i) => ranks[i] === rank));
    }
  }

  private rim(f: Frustum): Rectangle | undefined {
    if (!this.info) return undefined;
    const [west, south, east, north] = this.info.extent;
    const size = worldSize(f.zoom);
    return {
      x: f.x + unitX(west) * size,
      y: f.y + unitY(north) * size,
      width: (unitX(east) - unitX(west)) * size,
      height: (unitY(south) - unitY(north)) * size,
    };
  }

  private lay(ctx: CanvasRenderingContext2D, name: ReliefName, rim: Rectangle | undefined): void {
    const image = this.pictures.get(name);
    if (!image || !rim) return;
    ctx.imageSmoothingEnabled = true;
    ctx.imageSmoothingQuality = 'high';
    ctx.drawImage(image, rim.x, rim.y, rim.width, rim.height);
  }
}

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** The margin of the sheet, with a neat line, where the base map ends. */
function margin(ctx: CanvasRenderingContext2D, f: Frustum, r: Rectangle, p: Palette): void {
  const outside = new Path2D();
  outside.rect(-1, -1, f.width + 2, f.height + 2);
  outside.rect(r.x, r.y, r.width, r.height);
  ctx.fillStyle = p.margin;
  ctx.fill(outside, 'evenodd');
  ctx.strokeStyle = p.coast;
  for (const [gap, width] of [
    [0, 1],
    [5, 2],
  ] as const) {
    ctx.lineWidth = width;
    ctx.strokeRect(r.x - gap, r.y - gap, r.width + 2 * gap, r.height + 2 * gap);
  }
}

const GAP = 0.6;

/** Lines in view as a path in CSS pixels; what lies wholly beyond one edge is not walked vertex by vertex. */
function pathIn(
  lines: Lines,
  f: Frustum,
  close: boolean,
  wanted?: (line: number) => boolean,
): Path2D {
  const path = new Path2D();
  const size = worldSize(f.zoom);
  const { xy, starts, boxes } = lines;
  // A margin, so that a stroke along the edge is not seen.
  const west = (-30 - f.x) / size;
  const east = (f.width + 30 - f.x) / size;
  const north = (-30 - f.y) / size;
  const south = (f.height + 30 - f.y) / size;
  for (let i = 0; i + 1 < starts.length; i++) {
    const b = i * 4;
    if (wanted && !wanted(i)) continue;
    if (boxes[b]! > east || boxes[b + 2]! < west || boxes[b + 1]! > south || boxes[b + 3]! < north)
      continue;
    // An island smaller than a pixel is not drawn.
    if (
      close &&
      (boxes[b + 2]! - boxes[b]!) * size < 0.5 &&
      (boxes[b + 3]! - boxes[b + 1]!) * size < 0.5
    )
      continue;
    const end = starts[i + 1]!;
    let lx = NaN;
    let ly = NaN;
    let lastOut = 0;
    let skipped = -1;
    for (let v = starts[i]!; v < end; v++) {
      const ux = xy[v * 2]!;
      const uy = xy[v * 2 + 1]!;
      const out =
        (ux < west ? 1 : 0) | (ux > east ? 2 : 0) | (uy < north ? 4 : 0) | (uy > south ? 8 : 0);
      const x = f.x + ux * size;
      const y = f.y + uy * size;
      if (Number.isNaN(lx)) {
        path.moveTo(x, y);
      } else {
        // While the line stays beyond the same edge only its turning back matters.
        if ((out & lastOut) !== 0) {
          lastOut &= out;
          skipped = v;
          continue;
        }
        if (skipped >= 0) {
          path.lineTo(f.x + xy[skipped * 2]! * size, f.y + xy[skipped * 2 + 1]! * size);
          skipped = -1;
        } else if (out === 0 && Math.abs(x - lx) + Math.abs(y - ly) < GAP && v < end - 1) continue;
        path.lineTo(x, y);
      }
      lx = x;
      ly = y;
      lastOut = out;
    }
    if (skipped >= 0) path.lineTo(f.x + xy[skipped * 2]! * size, f.y + xy[skipped * 2 + 1]! * size);
    // Not `closePath`: Chromium measures the whole path at each one.
    if (close) {
      const first = starts[i]! * 2;
      path.lineTo(f.x + xy[first]! * size, f.y + xy[first + 1]! * size);
    }
  }
  return path;
}
