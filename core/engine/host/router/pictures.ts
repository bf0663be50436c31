import { procedures, type EngineParts } from './parts';

export function pictureProcedures({ pictures, begun, giveBack }: EngineParts) {
  const os = procedures.pictures;
  return {
    list: os.list.handler(async () => {
      await begun;
      return pictures.list();
    }),
    import: os.import.handler(({ input }) => pictures.openBytes(input.bytes, input.name, input.isAside)),
    pair: os.pair.handler(({ input }) => pictures.pair(input.ids, input.names)),
    openPairSample: os.openPairSample.handler(() => pictures.openPairSample()),
    openSample: os.openSample.handler(({ input }) => pictures.openSample(input.name)),
    samples: os.samples.handler(() => pictures.samples()),
    assign: os.assign.handler(({ input }) => pictures.assign(input.ids, input.set)),
    remove: os.remove.handler(({ input }) => {
      const closed = pictures.list().filter(({ id }) => input.ids.includes(id));
      const removed = pictures.remove(input.ids);
      giveBack(closed.reduce((sum, { width, height }) => sum + width * height, 0));
      return { removed };
    }),
  };
}
