export default {
  heading: 'Sets of the table',
  help: 'Which pictures are one set of the table',
  explain: 'A set is a folder that was dropped or opened. A name that is left empty is the folder’s own.',
  count: '{count} set | {count} sets',
  name: 'Name of the set {set}',
  pictures: '{count} picture | {count} pictures',
  picturesOf: 'In the set “{set}”',
  of: 'Set of {name}',
  addFolder: 'Add a folder of pictures, one set',
};
