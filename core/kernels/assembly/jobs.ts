import { address, word } from './vector';
import { transformWeightsItem } from './axisTransform';
import { phaseConvItem } from './phaseConv';
import { interpolateItem } from './interpolate';
import { nearestItem } from './nearest';
import { shuffleItem, unshuffleItem } from './shuffle';
import { squaresItem } from './squares';
import { pngFilterItem } from './png';
import { ssimBytesItem, ssimItem } from './ssim';
import { resizeU8Item } from './resizeU8';
import { divideItem } from './divide';
import { byteDifferencesItem, bytePhasesItem, toBytesItem } from './bytes';
import { transformConvItem } from './transformConv';
import { wholeTapsItem } from './wholeTaps';
import { maxPoolItem, scatterItem, unpoolTwoItem } from './pool';

// A job is a number of items that may be worked on in any order by any number of threads; every item writes its own
// part of the output by a fixed sequence of operations, so the result does not depend on who did what.
// Words: kind, parameters, items, next item (atomic).

const KIND = 0;
const PARAMETERS = 1;
const ITEMS = 2;
const NEXT = 12; // bytes

/** Works on up to `most` items with this thread's scratch memory; false when none is left to take. */
export function work(job: usize, scratch: usize, most: i32): bool {
  const items = word(job, ITEMS);
  const kind = word(job, KIND);
  const p = address(job, PARAMETERS);
  for (let i = 0; i < most; i++) {
    const item = atomic.add<i32>(job + NEXT, 1);
    if (item >= items) return false;
    run(kind, p, item, scratch);
  }
  return true;
}

function run(kind: i32, p: usize, item: i32, scratch: usize): void {
  switch (kind) {
    case 0:
      phaseConvItem(p, item, scratch);
      break;
    case 1:
      interpolateItem(p, item, scratch);
      break;
    case 2:
      nearestItem(p, item);
      break;
    case 3:
      shuffleItem(p, item);
      break;
    case 4:
      unshuffleItem(p, item);
      break;
    case 5:
      maxPoolItem(p, item);
      break;
    case 6:
      scatterItem(p, item);
      break;
    case 7:
      unpoolTwoItem(p, item);
      break;
    case 8:
      squaresItem(p, item);
      break;
    case 9:
      ssimItem<f32>(p, item, scratch);
      break;
    case 10:
      resizeU8Item(p, item, scratch);
      break;
    case 11:
      transformConvItem(p, item, scratch);
      break;
    case 12:
      ssimItem<f64>(p, item, scratch);
      break;
    case 13:
      transformWeightsItem(p, item, scratch);
      break;
    case 14:
      divideItem(p, item);
      break;
    case 15:
      toBytesItem(p, item);
      break;
    case 16:
      byteDifferencesItem(p, item);
      break;
    case 17:
      bytePhasesItem(p, item, scratch);
      break;
    case 18:
      ssimBytesItem(p, item, scratch);
      break;
    case 19:
      pngFilterItem(p, item, scratch);
      break;
    case 20:
      wholeTapsItem(p, item, scratch);
      break;
    default:
      unreachable();
  }
}
