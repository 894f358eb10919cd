### Ce que la France dit autrement. La typographie (fines insécables) se fait toute seule à la compilation.

-bucket = bucket
-buckets = buckets
-bucket-first = Bucket
-buckets-first = Buckets

help-bucket-title = Bucket (compartiment)
help-bucket = Un bucket (compartiment) est une boîte à fichiers qui a son propre nom. Tout ce que vous rangez est dans l’un d’eux. Votre bucket personnel porte votre nom; son adresse sert dans cette page comme dans vos programmes.
privacy-cookies-title = Cookies
privacy-cookies = Un cookie garde votre session le temps que vous soyez là, un autre retient votre langue. Aucun ne vous suit ailleurs, et aucun autre site n’est sollicité. Les couleurs que vous choisissez sont retenues dans ce navigateur.
large-answer = Jusqu’à 5 Tio chacun. Au-delà de 16 Mio, un fichier voyage en morceaux, plusieurs à la fois. Si la connexion se rompt, seul ce qui était en chemin repart; après un rechargement, choisissez le même fichier et l’envoi continue. Des sommes de contrôle calculées dans votre navigateur sont comparées avec ce qui arrive : ce qui est vérifié est intact. Ce qui est enregistré est ce que le stockage a confirmé.
