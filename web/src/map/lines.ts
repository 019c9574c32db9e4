import { fade, luminance, mix, type Palette } from './palette';
import { isFlight, type Standing } from './stage';
import type { Tracing } from './tracing';

/** What lines are painted with: widths are in CSS pixels, paths in those of a whole zoom level. */
export interface Brush {
  ctx: CanvasRenderingContext2D;
  level: number;
  /** CSS pixels to a pixel of the level. */
  scale: number;
  zoom: number;
  palette: Palette;
}

/** Paints what is on the sheet of lines: a zone, a front, a route, a tie, or any other line. */
export function paintLine(brush: Brush, s: Standing, tracing: Tracing, actor: string): void {
  const { ctx, palette } = brush;
  const colour = lineColour(actor, palette);
  const { role, film } = s.feature;
  ctx.setLineDash([]);
  ctx.globalAlpha = 1;
  if (role === 'zone') zone(brush, s, tracing, colour);
  else if (role === 'tie') tie(brush, s, tracing, colour);
  else if (isFlight(s.feature)) flight(brush, s, tracing, colour);
  else if (role === 'route') route(brush, s, tracing, colour);
  else if (film.kind === 'front') front(brush, s, tracing);
  else plain(brush, s, tracing, colour);
}

/** A zone of so many degrees is drawn as its edge alone: filled, it would tint the map. */
const WIDE = 9;

/** Lines stand on land and sea, so that they are darkened (or lightened) until they read on both. */
function lineColour(colour: string, p: Palette): string {
  const l = luminance(colour);
  if (p.dark) return l < 0.25 ? mix(colour, '#ffffff', 0.4) : colour;
  return l > 0.18 ? mix(colour, '#1d1710', 0.35) : colour;
}

function zone(
  { ctx, level, scale, palette }: Brush,
  s: Standing,
  tracing: Tracing,
  colour: string,
) {
  const path = tracing.area(s.frame.shape, level);
  const [west, , east] = s.feature.film.box(s.frame.shape);
  if (east - west < WIDE) {
    ctx.fillStyle = fade(colour, palette.dark ? 0.14 : 0.1);
    ctx.fill(path, 'evenodd');
  }
  ctx.setLineDash([7 / scale, 5 / scale]);
  ctx.strokeStyle = fade(colour, 0.85);
  ctx.lineWidth = 1.3 / scale;
  ctx.stroke(path);
}

function front({ ctx, level, scale, zoom, palette }: Brush, s: Standing, tracing: Tracing) {
  const { feature, frame } = s;
  const path = tracing.stroke(frame.shape, level);
  const heavy = (feature.role === 'pocket' ? 1.8 : 2.8) * (zoom < 5.5 ? 0.75 : 1);
  ctx.strokeStyle = fade(palette.halo, frame.attested ? 0.9 : 0.7);
  ctx.lineWidth = (heavy + 3) / scale;
  ctx.stroke(path);
  ctx.strokeStyle = palette.front;
  ctx.lineWidth = (frame.attested ? heavy : heavy * 0.72) / scale;
  if (!frame.attested) {
    ctx.setLineDash([6 / scale, 5.5 / scale]);
    ctx.globalAlpha = 0.8;
  } else if (feature.certainty === 'disputed') ctx.setLineDash([2 / scale, 5 / scale]);
  ctx.stroke(path);
}

function plain(
  { ctx, level, scale, palette }: Brush,
  s: Standing,
  tracing: Tracing,
  colour: string,
) {
  const path = tracing.stroke(s.frame.shape, level);
  ctx.strokeStyle = fade(palette.halo, 0.7);
  ctx.lineWidth = 3.2 / scale;
  ctx.stroke(path);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 1.5 / scale;
  if (s.feature.certainty !== 'certain') ctx.setLineDash([5 / scale, 4 / scale]);
  ctx.stroke(path);
}

/** A tie between two courts is no rule over land: two hairlines along the road, strung with beads. */
function tie({ ctx, level, scale, palette }: Brush, s: Standing, tracing: Tracing, colour: string) {
  const path = tracing.stroke(s.frame.shape, level);
  ctx.globalAlpha = s.feature.certainty === 'disputed' ? 0.6 : 0.95;
  ctx.strokeStyle = colour;
  ctx.lineWidth = 4.4 / scale;
  ctx.stroke(path);
  ctx.strokeStyle = palette.halo;
  ctx.lineWidth = 2.6 / scale;
  ctx.stroke(path);
  ctx.strokeStyle = colour;
  ctx.lineWidth = 2.6 / scale;
  ctx.setLineDash([0, 9 / scale]);
  ctx.stroke(path);
}

/** An advance: a ribbon that swells from its start to an arrow head. */
function route(
  { ctx, level, scale, palette }: Brush,
  s: Standing,
  tracing: Tracing,
  colour: string,
) {
  for (const line of tracing.polylines(s.frame.shape, level)) {
    const ribbon = arrow(line, 1.6 / scale, 5.2 / scale, 15 / scale);
    if (!ribbon) continue;
    ctx.lineWidth = 2.4 / scale;
    ctx.strokeStyle = fade(palette.halo, 0.85);
    ctx.stroke(ribbon);
    ctx.globalAlpha = s.feature.certainty === 'certain' ? 0.9 : 0.55;
    ctx.fillStyle = colour;
    ctx.fill(ribbon);
    ctx.globalAlpha = 1;
  }
}

/** A flight of a day, which fades as an event does: a hairline that ends in a small head. */
function flight(
  { ctx, level, scale, palette }: Brush,
  s: Standing,
  tracing: Tracing,
  colour: string,
) {
  for (const line of tracing.polylines(s.frame.shape, level)) {
    const ribbon = arrow(line, 1.2 / scale, 1.8 / scale, 9 / scale);
    if (!ribbon) continue;
    ctx.globalAlpha = 0.2 + 0.8 * s.strength;
    ctx.lineWidth = 2 / scale;
    ctx.strokeStyle = fade(palette.halo, 0.8);
    ctx.stroke(ribbon);
    ctx.fillStyle = colour;
    ctx.fill(ribbon);
  }
}

/** A tapered ribbon along a line with a head at its end; undefined where there is no length. */
function arrow(
  line: readonly number[],
  thin: number,
  thick: number,
  head: number,
): Path2D | undefined {
  const n = line.length / 2;
  let total = 0;
  const along: number[] = [0];
  for (let i = 1; i < n; i++) {
    total += Math.hypot(line[i * 2]! - line[i * 2 - 2]!, line[i * 2 + 1]! - line[i * 2 - 1]!);
    along.push(total);
  }
  if (n < 2 || total < head * 0.3) return undefined;
  const size = Math.min(head, total * 0.6);
  const neck = total - size;
  const left: [number, number][] = [];
  const right: [number, number][] = [];
  const side = (x: number, y: number, dx: number, dy: number, half: number) => {
    const len = Math.hypot(dx, dy) || 1;
    left.push([x + (dy / len) * half, y - (dx / len) * half]);
    right.push([x - (dy / len) * half, y + (dx / len) * half]);
  };
  let nx = line[0]!;
  let ny = line[1]!;
  for (let i = 0; i < n; i++) {
    if (along[i]! > neck) break;
    const a = Math.max(0, i - 1);
    const b = Math.min(n - 1, i + 1);
    const dx = line[b * 2]! - line[a * 2]!;
    const dy = line[b * 2 + 1]! - line[a * 2 + 1]!;
    const half = (thin + (thick - thin) * (along[i]! / total)) / 2;
    side(line[i * 2]!, line[i * 2 + 1]!, dx, dy, half);
    nx = line[i * 2]!;
    ny = line[i * 2 + 1]!;
    const next = along[i + 1];
    if (next !== undefined && next > neck) {
      const t = (neck - along[i]!) / (next - along[i]! || 1);
      nx += (line[i * 2 + 2]! - nx) * t;
      ny += (line[i * 2 + 3]! - ny) * t;
      side(nx, ny, dx, dy, half);
    }
  }
  const tx = line[n * 2 - 2]!;
  const ty = line[n * 2 - 1]!;
  const path = new Path2D();
  left.forEach(([x, y], i) => (i === 0 ? path.moveTo(x, y) : path.lineTo(x, y)));
  const len = Math.hypot(tx - nx, ty - ny) || 1;
  const ux = (tx - nx) / len;
  const uy = (ty - ny) / len;
  const wing = size * 0.5;
  path.lineTo(nx + uy * wing, ny - ux * wing);
  path.lineTo(tx, ty);
  path.lineTo(nx - uy * wing, ny + ux * wing);
  right.toReversed().forEach(([x, y]) => path.lineTo(x, y));
  path.closePath();
  return path;
}
