import * as L from 'leaflet';
import { frustumAt, type Frustum } from './mercator';

/** How much larger than the window the sheets are, on each side. */
const MARGIN = 0.08;

/** A stack of canvases that Leaflet carries along: panning moves it, zooming scales it, and then it is painted anew. */
export class Sheets extends L.Layer {
  private readonly box = document.createElement('div');
  private readonly canvases: HTMLCanvasElement[];
  /** The drawing contexts, in the order of the names. */
  readonly contexts: readonly CanvasRenderingContext2D[];
  private topLeft = L.point(0, 0);
  private size = L.point(0, 0);
  /** The upper left corner in pixels of the world, at the zoom that was painted. */
  private corner = L.point(0, 0);
  private zoomLevel = 0;
  private frame = 0;
  /** The part of the world that the sheets hold now. */
  frustum: Frustum = { zoom: 0, x: 0, y: 0, width: 0, height: 0, ratio: 1 };

  constructor(
    names: readonly string[],
    private readonly onview: (f: Frustum) => void,
  ) {
    super();
    this.box.className = 'sheets leaflet-zoom-animated';
    this.canvases = names.map((name) => {
      const canvas = document.createElement('canvas');
      canvas.className = `sheet sheet-${name}`;
      canvas.setAttribute('aria-hidden', 'true');
      this.box.append(canvas);
      return canvas;
    });
    this.contexts = this.canvases.map((c) => c.getContext('2d')!);
  }

  override onAdd(map: L.Map): this {
    map.getPanes().overlayPane.append(this.box);
    this.cover();
    return this;
  }

  override onRemove(): this {
    this.box.remove();
    return this;
  }

  override getEvents(): Record<string, L.LeafletEventHandlerFn> {
    return {
      viewreset: () => this.cover(),
      zoom: () => this.follow(this._map.getCenter(), this._map.getZoom()),
      zoomanim: (e) => {
        const { center, zoom } = e as L.ZoomAnimEvent;
        this.follow(center, zoom);
      },
      zoomend: () => this.cover(),
      move: () => this.keepCovered(),
      moveend: () => this.cover(),
      resize: () => this.cover(),
    };
  }

  /** Where a place of the window lies on the sheets. */
  fromWindow(p: L.Point): L.Point {
    return this._map.containerPointToLayerPoint(p).subtract(this.topLeft);
  }

  /** How much of the sheets lies outside the window, and `left` of it under other things. */
  margin(left: number): { x: number; y: number; left: number } {
    const over = this.size.subtract(this._map.getSize()).divideBy(2);
    return { x: over.x, y: over.y, left };
  }

  /** While dragging, paints anew before the margin is used up. */
  private keepCovered(): void {
    if (this.frame || this.zoomLevel !== this._map.getZoom()) return;
    const shift = this._map.containerPointToLayerPoint([0, 0]).subtract(this.topLeft);
    const room = this.size.subtract(this._map.getSize()).divideBy(2);
    if (Math.abs(shift.x - room.x) < room.x * 0.7 && Math.abs(shift.y - room.y) < room.y * 0.7)
      return;
    this.frame = requestAnimationFrame(() => {
      this.frame = 0;
      this.cover();
    });
  }

  private follow(center: L.LatLng, zoom: number): void {
    const map = this._map;
    const scale = map.getZoomScale(zoom, this.zoomLevel);
    const origin = (map as unknown as Internals)._getNewPixelOrigin(center, zoom);
    L.DomUtil.setTransform(this.box, this.corner.multiplyBy(scale).subtract(origin), scale);
  }

  private cover(): void {
    const map = this._map;
    if ((map as unknown as Internals)._animatingZoom) return;
    const window_ = map.getSize();
    const ratio = Math.min(2, globalThis.devicePixelRatio || 1);
    const size = window_.multiplyBy(1 + 2 * MARGIN).ceil();
    this.topLeft = map.containerPointToLayerPoint(window_.multiplyBy(-MARGIN)).round();
    this.size = size;
    this.zoomLevel = map.getZoom();
    for (const c of this.canvases) {
      if (c.width !== size.x * ratio || c.height !== size.y * ratio) {
        c.width = size.x * ratio;
        c.height = size.y * ratio;
        c.style.width = `${size.x}px`;
        c.style.height = `${size.y}px`;
      }
    }
    this.corner = map.getPixelOrigin().add(this.topLeft);
    this.frustum = frustumAt(this.zoomLevel, this.corner.x, this.corner.y, size.x, size.y, ratio);
    this.onview(this.frustum);
    L.DomUtil.setTransform(this.box, this.topLeft, 1);
  }
}

/** What Leaflet's own renderers use and its types leave out. */
interface Internals {
  _getNewPixelOrigin(center: L.LatLng, zoom: number): L.Point;
  _animatingZoom?: boolean;
}
