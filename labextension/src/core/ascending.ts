/** Whether a column's values ascend. Noted by buffer, as in `thin.ts`: a column that grows is looked at once. */
import { held } from './thin';

/** How far a buffer has been looked through, and the last index in it whose value is not at or after the one before. */
interface IOrder {
  seen: number;
  fault: number;
}

const orders = new WeakMap<ArrayBufferLike, IOrder>();

/** Whether no value is less than the one before it, and none is missing. Looks at what has not been looked at. */
export function isAscending(values: Float64Array): boolean {
  const [whole, dropped] = held(values);
  const order = orders.get(whole.buffer) ?? { seen: 0, fault: 0 };
  orders.set(whole.buffer, order);
  for (let i = Math.max(order.seen, 1); i < whole.length; i++) {
    if (!(whole[i]! >= whole[i - 1]!)) {
      order.fault = i;
    }
  }
  order.seen = Math.max(order.seen, whole.length);
  return order.fault <= dropped && !Number.isNaN(values[0]);
}
