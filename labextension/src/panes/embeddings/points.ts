/** Points of an embedding, as Visdom's client sends them. */
import { asList, asNumber, asRecord, asText, type Json } from '../json';

export interface IEntity {
  readonly x: number;
  readonly y: number;
  /** Which colour. */
  readonly group: number;
  readonly name: string;
  readonly label: string;
  /** Its place among the user's features, whatever part of them is shown. */
  readonly idx: number;
}

/** Those that have a place. */
export function readEntities(content: Json): IEntity[] {
  return asList(content['data']).flatMap((item, index) => {
    const entity = asRecord(item);
    const [x, y] = asList(entity['position']).map(asNumber);
    if (x == null || y == null) {
      return [];
    }
    const name = asText(entity['name']);
    return [
      {
        x,
        y,
        group: Math.abs(asNumber(entity['group']) ?? 0),
        name,
        label: asText(entity['label']) || name,
        idx: asNumber(entity['idx']) ?? index
      }
    ];
  });
}
