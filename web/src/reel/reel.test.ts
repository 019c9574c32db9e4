import { describe, expect, test } from 'vitest';
import { dayOf } from '../time/day';
import {
  citation,
  covers,
  frameAt,
  nextBeat,
  openReel,
  previousBeat,
  standingAt,
  walk,
  type Reel,
  type Runs,
} from './reel';

const from = dayOf(1950, 6, 25);

/** A closed square of side 4 with a closed hole, an open line across it, and a moving point. */
const reel: Reel = {
  layer: 'test',
  kind: 'territory',
  hash: 'x',
  scale: 10,
  arcs: [
    [0, 0, 40, 0, 0, 40, -40, 0, 0, -40],
    [10, 10, 10, 0, 0, 10, -10, 0, 0, -10],
    [0, 20, 20, 10, 20, -10],
  ],
  shapes: [
    { r: [[0], [1]] },
    { l: [[2]] },
    { l: [[~2]] },
    { l: [[[2, 0, 1]]] },
    { l: [[[0, 3, 1]]] },
    { r: [[[0, 3, 1], ~2]], w: [6] },
    { p: [25, -15] },
    { l: [[[2, 2, 1]]] },
  ],
  features: [
    {
      id: 'land',
      title: { en: 'Land' },
      holder: 'un',
      rank: 'state',
      certainty: 'certain',
      sources: ['appleman-1961: ch. 20'],
      from: '1950-06-25',
      to: null,
      spans: [
        [from, from + 10, 0, 1],
        [from + 10, from + 11, 0, 0, from + 10, from + 20],
        [from + 20, null, 0, 1],
      ],
    },
    {
      id: 'town',
      title: { en: 'Town' },
      holder: 'kpa',
      rank: 'place',
      certainty: 'disputed',
      sources: [],
      from: '1950-06-28',
      to: '1950-07-01',
      spans: [[from + 3, from + 6, 0, 1]],
    },
    {
      id: 'march',
      title: { en: 'March' },
      role: 'route',
      certainty: 'certain',
      sources: [],
      from: '1950-07-05',
      to: '1950-07-08',
      spans: [
        [from + 10, from + 12, 2, 0, from + 10, from + 13, 0],
        [from + 12, from + 13, 3, 1],
      ],
    },
    {
      id: 'ship',
      title: { en: 'Ship' },
      role: 'unit',
      certainty: 'certain',
      sources: [],
      from: '1950-07-05',
      to: '1950-07-07',
      spans: [[from + 10, from + 12, 2, 0, from + 10, from + 13, 1]],
    },
  ],
  changes: [from, 3, 3, 4, 1, 9],
};
const film = openReel(reel);
const points = (line: Runs) => {
  const out: [number, number][] = [];
  walk(line, film.arcs, (x, y) => out.push([x, y]));
  return out;
};

describe('a reel', () => {
  test('undoes its coding', () => {
    expect([...film.arcs[2]!]).toEqual([0, 2, 2, 3, 4, 2]);
    expect([...film.changes]).toEqual([0, 3, 6, 10, 11, 20].map((d) => from + d));
    expect([...film.beats]).toEqual([0, 3, 6, 12, 12, 13, 20].map((d) => from + d));
  });

  test('runs along an arc: a route grows, a unit goes on', () => {
    const [, , march, ship] = film.features;
    const on = (feature: typeof march, day: number) =>
      film.geometry(frameAt(feature!, from + day)!.shape);
    expect(points(on(march, 11).lines[0]!)).toEqual([
      [0, 2],
      [2, 3],
    ]);
    expect(points(on(march, 10).lines[0]!)).toEqual([[0, 2]]);
    expect([...on(ship, 10).points]).toEqual([2, 3]);
    expect([...on(ship, 11).points]).toEqual([4, 2]);
    expect(frameAt(march!, from + 11)!.between).toEqual([from + 10, from + 13]);
    expect(frameAt(ship!, from + 12)).toBeUndefined();
  });

  test.each<[what: string, shape: number, expected: [number, number][]]>([
    [
      'whole',
      1,
      [
        [0, 2],
        [2, 3],
        [4, 2],
      ],
    ],
    [
      'reversed',
      2,
      [
        [4, 2],
        [2, 3],
        [0, 2],
      ],
    ],
    [
      'part',
      3,
      [
        [0, 2],
        [2, 3],
      ],
    ],
    [
      'part, backwards',
      7,
      [
        [4, 2],
        [2, 3],
      ],
    ],
    [
      'through the join of a closed arc',
      4,
      [
        [0, 4],
        [0, 0],
        [0, 0],
        [4, 0],
      ],
    ],
  ])('an arc: %s', (_, shape, expected) => {
    expect(points(film.geometry(shape).lines[0]!)).toEqual(expected);
  });

  test('shapes are joined with others, and resolved once', () => {
    const g = film.geometry(5);
    expect(g.rings).toHaveLength(1);
    expect([...g.points]).toEqual([2.5, -1.5]);
    expect(film.geometry(5)).toBe(g);
    expect(film.geometry(99).rings).toEqual([]);
    expect(film.box(0)).toEqual([0, 0, 4, 4]);
    expect(film.box(6)).toEqual([2.5, -1.5, 2.5, -1.5]);
  });

  test('finds the frame of a day', () => {
    const [land] = film.features;
    expect(frameAt(land!, from - 1)).toBeUndefined();
    expect(frameAt(land!, from)?.attested).toBe(true);
    expect(frameAt(land!, from + 10)?.between).toEqual([from + 10, from + 20]);
    expect(frameAt(land!, from + 15)).toBeUndefined();
    expect(frameAt(land!, from + 1e6)?.to).toBe(Infinity);
  });

  test.each<[lon: number, lat: number, inside: boolean]>([
    [0.5, 0.5, true],
    [1.5, 1.5, false],
    [3, 3, true],
    [5, 1, false],
    [-1, 2, false],
  ])('covers %f, %f: %s', (lon, lat, inside) => {
    expect(covers(film, 0, lon, lat)).toBe(inside);
  });

  test('who stands at a point, the town before the state', () => {
    const ids = (day: number) => standingAt([film], day, 3, 3).map((s) => s.feature.id);
    expect(ids(from + 3)).toEqual(['town', 'land']);
    expect(ids(from + 6)).toEqual(['land']);
  });

  test('goes from beat to beat', () => {
    expect(nextBeat([film], from)).toBe(from + 3);
    expect(nextBeat([film], from + 20)).toBeUndefined();
    expect(previousBeat([film], from + 6)).toBe(from + 3);
    expect(previousBeat([film], from)).toBeUndefined();
  });

  test('reads citations', () => {
    expect(citation('appleman-1961: ch. 20')).toEqual({ id: 'appleman-1961', where: 'ch. 20' });
    expect(citation('appleman-1961')).toEqual({ id: 'appleman-1961', where: '' });
  });
});
