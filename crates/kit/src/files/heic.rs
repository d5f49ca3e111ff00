//! HEIC: boxes in boxes (ISO/IEC 14496-12, 23008-12). Places and devices are in items of their own, found through two
//! tables; their bytes are overwritten with zeros, so that every other offset in the file stays right.
//! Which side is up is a property of the picture and stays.

use bytes::Bytes;

use super::FileProblem;

/// The picture with its Exif and XMP items emptied.
pub(super) fn clean(bytes: Bytes) -> Result<Bytes, FileProblem> {
    let ranges = telling_ranges(&bytes).ok_or(FileProblem::Damaged)?;
    let mut changed = bytes.to_vec();
    for (from, to) in ranges {
        changed.get_mut(from..to).ok_or(FileProblem::Damaged)?.fill(0);
    }
    Ok(Bytes::from(changed))
}

/// From and to, in the file.
type Range = (usize, usize);

fn telling_ranges(file: &[u8]) -> Option<Vec<Range>> {
    let top = boxes(file, (0, file.len()))?;
    // Films and bursts carry their place elsewhere; free space and vendors' boxes may hold anything.
    if top.iter().any(|(kind, _)| !matches!(kind, b"ftyp" | b"meta" | b"mdat" | b"free" | b"skip" | b"uuid")) {
        return None;
    }
    let loose = top.iter().filter(|(kind, _)| matches!(kind, b"free" | b"skip" | b"uuid")).map(|(_, range)| *range);
    let mut ranges: Vec<Range> = loose.collect();
    let (_, meta) = top.iter().find(|(kind, _)| kind == b"meta")?;
    let inner = boxes(file, (meta.0.checked_add(4)?, meta.1))?;
    let find = |wanted: &[u8; 4]| inner.iter().find(|(kind, _)| kind == wanted).map(|(_, range)| *range);
    let telling = telling_items(file, find(b"iinf")?)?;
    if !telling.is_empty() {
        ranges.extend(item_ranges(file, find(b"iloc")?, find(b"idat"), &telling)?);
    }
    Some(ranges)
}

/// The boxes of a range: kind, and the range of the contents.
fn boxes(file: &[u8], range: Range) -> Option<Vec<([u8; 4], Range)>> {
    let mut found = Vec::new();
    let mut reader = Reader { file, at: range.0, end: range.1 };
    while reader.at < range.1 {
        let start = reader.at;
        let short = reader.number(4)?;
        let kind: [u8; 4] = file.get(reader.at..reader.at.checked_add(4)?)?.try_into().ok()?;
        reader.skip(4)?;
        let size = match short {
            0 => range.1.checked_sub(start)?,
            1 => reader.number(8)?,
            size => size,
        };
        let end = start.checked_add(size)?;
        if end < reader.at || end > range.1 {
            return None;
        }
        found.push((kind, (reader.at, end)));
        reader.at = end;
    }
    Some(found)
}

/// The ids of the items that are Exif, or of a content type of their own (XMP).
fn telling_items(file: &[u8], table: Range) -> Option<Vec<usize>> {
    let mut reader = Reader { file, at: table.0, end: table.1 };
    let version = reader.number(1)?;
    reader.skip(3)?;
    reader.skip(if version == 0 { 2 } else { 4 })?;
    let mut telling = Vec::new();
    for (_, entry) in boxes(file, (reader.at, table.1))? {
        let mut reader = Reader { file, at: entry.0, end: entry.1 };
        let version = reader.number(1)?;
        reader.skip(3)?;
        let id = match version {
            2 => reader.number(2)?,
            3 => reader.number(4)?,
            _ => return None,
        };
        reader.skip(2)?;
        if matches!(file.get(reader.at..reader.at.checked_add(4)?)?, b"Exif" | b"mime" | b"uri ") {
            telling.push(id);
        }
    }
    Some(telling)
}

/// Where the bytes of these items are. `None` also when one of them is nowhere to be found.
fn item_ranges(file: &[u8], table: Range, own_data: Option<Range>, wanted: &[usize]) -> Option<Vec<Range>> {
    let mut reader = Reader { file, at: table.0, end: table.1 };
    let version = reader.number(1)?;
    reader.skip(3)?;
    let (sizes, more_sizes) = (reader.number(1)?, reader.number(1)?);
    let (offset_size, length_size) = (sizes >> 4, sizes & 15);
    let (base_size, index_size) = (more_sizes >> 4, if version == 0 { 0 } else { more_sizes & 15 });
    let wide = if version < 2 { 2 } else { 4 };
    let (mut ranges, mut missing) = (Vec::new(), wanted.to_vec());
    for _ in 0..reader.number(wide)? {
        let id = reader.number(wide)?;
        let method = if version == 0 { 0 } else { reader.number(2)? & 15 };
        reader.skip(2)?;
        let base = reader.number(base_size)?;
        for _ in 0..reader.number(2)? {
            reader.skip(index_size)?;
            let (offset, length) = (reader.number(offset_size)?, reader.number(length_size)?);
            if wanted.contains(&id) {
                ranges.push(extent(method, base.checked_add(offset)?, length, own_data)?);
                missing.retain(|other| *other != id);
            }
        }
    }
    missing.is_empty().then_some(ranges)
}

/// Offsets count from the start of the file, or of the table's own data; a length of nought would mean "to the end".
fn extent(method: usize, offset: usize, length: usize, own_data: Option<Range>) -> Option<Range> {
    let start = match method {
        0 => 0,
        1 => own_data?.0,
        _ => return None,
    };
    let from = start.checked_add(offset)?;
    if length == 0 { None } else { Some((from, from.checked_add(length)?)) }
}

struct Reader<'a> {
    file: &'a [u8],
    at: usize,
    end: usize,
}

impl Reader<'_> {
    /// An unsigned number of so many bytes, the highest first; nought bytes give nought.
    fn number(&mut self, bytes: usize) -> Option<usize> {
        let start = self.at;
        self.skip(bytes)?;
        let part = self.file.get(start..self.at)?;
        part.iter().try_fold(0usize, |sum, byte| sum.checked_mul(256)?.checked_add(usize::from(*byte)))
    }

    fn skip(&mut self, bytes: usize) -> Option<()> {
        let next = self.at.checked_add(bytes)?;
        (next <= self.end).then(|| self.at = next)
    }
}
