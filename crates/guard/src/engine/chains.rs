//! Lists of transformations as paths in one tree, so that rules share what their lists begin with.

use crate::operators::ByteSet;
use crate::transformations::Transformation;

/// A list of transformations: a node of the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct ChainId(u16);

impl ChainId {
    /// No transformation.
    pub(crate) const NONE: Self = Self(0);
}

/// The last step of a list.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) before: ChainId,
    pub(crate) transformation: Transformation,
    /// Values without any of these bytes pass the whole list unchanged; `None` if no value surely does.
    pub(crate) triggers: Option<ByteSet>,
    /// The same for this step alone.
    pub(crate) own: Option<ByteSet>,
}

/// All lists of a rule set.
#[derive(Debug, Default)]
pub(crate) struct Chains {
    steps: Vec<Step>,
}

impl Chains {
    /// The list, made known if it was not.
    pub(crate) fn intern(&mut self, list: &[Transformation]) -> ChainId {
        list.iter().fold(ChainId::NONE, |before, transformation| {
            let known = (1u16..)
                .zip(&self.steps)
                .find(|(_, step)| step.before == before && step.transformation == *transformation);
            if let Some((id, _)) = known {
                return ChainId(id);
            }
            let triggers = match self.step(before) {
                Some(step) => step
                    .triggers
                    .zip(transformation.triggers())
                    .map(|(left, right)| left.union(&right)),
                None => transformation.triggers(),
            };
            self.steps.push(Step {
                before,
                transformation: *transformation,
                triggers,
                own: transformation.triggers(),
            });
            ChainId(u16::try_from(self.steps.len()).unwrap_or(u16::MAX))
        })
    }

    /// The last step of a list, unless it is empty.
    pub(crate) fn step(&self, id: ChainId) -> Option<&Step> {
        self.steps.get(usize::from(id.0.checked_sub(1)?))
    }

    /// The list and everything it begins with, the shortest first.
    pub(crate) fn path(&self, id: ChainId) -> Vec<ChainId> {
        let mut path = vec![id];
        let mut at = id;
        while let Some(step) = self.step(at) {
            at = step.before;
            path.push(at);
        }
        path.reverse();
        path
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_share_their_beginnings() {
        let mut chains = Chains::default();
        let one = chains.intern(&[Transformation::UrlDecodeUni, Transformation::Lowercase]);
        let two = chains.intern(&[Transformation::UrlDecodeUni, Transformation::JsDecode]);
        assert_eq!(chains.path(one)[1], chains.path(two)[1]);
        assert_eq!(chains.intern(&[]), ChainId::NONE);
        let triggers = chains.step(one).unwrap().triggers.unwrap();
        assert!(triggers.contains(b'%') && triggers.contains(b'A') && !triggers.contains(b'a'));
    }
}
