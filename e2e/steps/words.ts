// Words that exist nowhere else: each stands for one thing a person types, and none may be readable on the disk.
export const words = {
  project: 'Zephyrquill Winter 91',
  picture: 'Brindlewhick92.png',
  document: 'Cloverspindle93.pdf',
  folder: 'Dapplefenrow94',
  content: 'Embergrovel95',
  comment: 'Foxglimmer96',
  guest: 'Gwendolen Hartwhistle97',
  email: 'ingotsmith98@juniperquay.example',
  group: 'Kestrelmoor99',
  sentence: 'Larkspindle11',
  team: 'Mossgather12',
} as const;

/** What the scan looks for: parts of the words too, so that a cut or joined form is found as well. */
export const canaries = [
  ...Object.values(words),
  ...['Zephyrquill', 'Brindlewhick92', 'Cloverspindle93', 'Hartwhistle97', 'ingotsmith98', 'juniperquay', 'scene-3.jpg'],
];
